/** All that Crossfade made or changed, and what takes it away again. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type LeftoverDto, shell, type TakenAwayDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { counted, dateTime } from "../../shared/format";
import { useScan } from "../../shared/use-atlas";
import { Words } from "../../shared/words";

export default function CleanUpPage() {
  const { session } = useSession();
  const client = useQueryClient();
  const [ticked, setTicked] = useState<LeftoverDto[]>([]);
  const [told, setTold] = useState<TakenAwayDto[]>([]);
  const left = useQuery({ queryKey: ["leftovers"], queryFn: () => shell.leftovers() });
  const scan = useScan();
  const take = useMutation({
    mutationFn: (ids: string[]) => shell.takeAway(ids),
    onSuccess: (taken) => {
      setTold(taken);
      setTicked([]);
      client.invalidateQueries();
      // The map still shows what is gone.
      scan.mutate();
    },
  });
  const rows = left.data ?? [];
  const refused = told.filter((it) => it.failure !== null);
  const gone = told.length - refused.length;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="What Crossfade made or changed in this account and what still stands. Only what is ticked goes."
          actions={
            <Button
              variant="primary"
              disabled={ticked.length === 0 || session.mode === "readOnly"}
              loading={take.isPending}
              loadingText="Taking it away"
              onClick={() => take.mutate(ticked.map((it) => it.id))}
              data-testid="take-away"
            >
              Take away {counted(ticked.length, "thing")}
            </Button>
          }
        >
          Clean up
        </Header>
      }
    >
      <SpaceBetween size="l">
        {take.isError && <FailureAlert error={take.error} />}
        {gone > 0 && (
          <div role="status" data-testid="taken-away">
            <Box color="text-status-success">{counted(gone, "thing")} taken away.</Box>
          </div>
        )}
        {refused.map((it) => it.failure && <FailureAlert key={it.id} failure={it.failure} />)}
        {left.isError ? (
          <FailureAlert error={left.error} again={() => left.refetch()} />
        ) : (
          <Table
            items={rows}
            trackBy="id"
            loading={left.isPending}
            loadingText="Reading the journal"
            wrapLines
            selectionType="multi"
            selectedItems={ticked}
            onSelectionChange={({ detail }) => setTicked(detail.selectedItems)}
            ariaLabels={{
              tableLabel: "What still stands",
              selectionGroupLabel: "What is to go",
              allItemsSelectionLabel: () => "Everything",
              itemSelectionLabel: (_, row) => row.made,
            }}
            header={<Header variant="h2">What still stands</Header>}
            empty="Nothing is left of what Crossfade made here."
            data-testid="leftovers"
            columnDefinitions={[
              {
                id: "made",
                header: "Was done",
                isRowHeader: true,
                cell: (row) => <Words text={row.made} />,
              },
              { id: "at", header: "When", cell: (row) => dateTime(row.at) },
              { id: "words", header: "To go", cell: (row) => <Words text={row.words} /> },
            ]}
          />
        )}
        <Box color="text-body-secondary">
          Versions stay: they cost nothing, never change, and may be what a roll back needs.
        </Box>
      </SpaceBetween>
    </ContentLayout>
  );
}
