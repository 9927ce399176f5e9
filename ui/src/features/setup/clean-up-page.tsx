/** All that Crossfade made or changed, and what takes it away again. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type LeftoverDto, shell, type TakenAwayDto } from "../../ipc";
import { type DataColumn, DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { counted, dateTime } from "../../shared/format";
import { Words } from "../../shared/words";
import { WriteButton } from "../../shared/write-button";
import { SetupReviewModal, useCarryingOut } from "../review/setup-review-modal";
import { useRescan } from "./use-rescan";

const COLUMNS: DataColumn<LeftoverDto>[] = [
  {
    id: "made",
    header: "Was done",
    isRowHeader: true,
    text: (row) => row.made,
    cell: (row) => <Words text={row.made} />,
  },
  {
    id: "at",
    header: "When",
    text: (row) => row.at,
    cell: (row) => dateTime(row.at),
  },
  {
    id: "words",
    header: "To go",
    text: (row) => row.words,
    cell: (row) => <Words text={row.words} />,
  },
];

export default function CleanUpPage() {
  const rescan = useRescan();
  const busy = useCarryingOut();
  const [ticked, setTicked] = useState<LeftoverDto[]>([]);
  const [told, setTold] = useState<TakenAwayDto[]>([]);
  const [reviewing, setReviewing] = useState(false);
  const left = useQuery({ queryKey: ["leftovers"], queryFn: () => shell.leftovers() });
  const rows = left.data ?? [];
  // Newest first, as it is taken away: flows go before the aliases that they call.
  const ids = ticked.map((it) => it.id).sort((one, other) => (one < other ? 1 : -1));
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="What Crossfade made or changed in this account and what still stands. Only what is ticked goes."
          actions={
            <WriteButton
              variant="primary"
              disabled={ticked.length === 0 || busy}
              disabledReason={
                busy ? "What was confirmed before is under way." : "Tick what is to go."
              }
              onClick={() => setReviewing(true)}
              data-testid="take-away"
            >
              Take away{ticked.length > 0 && ` ${counted(ticked.length, "thing")}`}
            </WriteButton>
          }
        >
          Clean up
        </Header>
      }
    >
      <SpaceBetween size="l">
        {told.length > 0 && <TakenAway taken={told} />}
        {left.isError ? (
          <FailureAlert error={left.error} again={() => left.refetch()} />
        ) : (
          <DataTable
            title="What still stands"
            noun="change"
            rows={rows}
            columns={COLUMNS}
            id={(row) => row.id}
            unsorted
            loading={left.isPending}
            loadingText="Reading the journal"
            empty="Nothing is left of what Crossfade made here."
            testId="leftovers"
            selection={{ selected: ticked, select: setTicked, label: (row) => row.made }}
            actions={
              <Button disabled={rows.length === 0} onClick={() => setTicked(rows)}>
                Tick everything
              </Button>
            }
          />
        )}
        <Box color="text-body-secondary">
          Versions stay: they cost nothing, never change, and may be what a roll back needs.
        </Box>
      </SpaceBetween>
      {reviewing && (
        <SetupReviewModal
          wish={["taking-away", ...ids]}
          plan={() => shell.reviewTakingAway(ids)}
          confirm="Take it away"
          working="Taking it away, and looking whether it is gone"
          close={() => setReviewing(false)}
          begun={() => setTold([])}
          carried={({ taken }, told) => {
            // What a notification says is not said twice; what was ticked since stays ticked.
            if (!told) setTold(taken);
            setTicked((old) => old.filter((it) => !ids.includes(it.id)));
            rescan();
          }}
          well={({ taken }) => ({
            type: "success",
            header: `${counted(taken.length, "thing")} taken away`,
            content: "AWS was asked again, and they are gone.",
          })}
        />
      )}
    </ContentLayout>
  );
}

function TakenAway({ taken }: { taken: readonly TakenAwayDto[] }) {
  const refused = taken.filter((it) => it.failure !== null);
  const gone = taken.length - refused.length;
  return (
    <SpaceBetween size="s">
      {gone > 0 && (
        <div role="status" data-testid="taken-away">
          <StatusIndicator type="success">{counted(gone, "thing")} taken away.</StatusIndicator>
        </div>
      )}
      {refused.map((it) => it.failure && <FailureAlert key={it.id} failure={it.failure} />)}
    </SpaceBetween>
  );
}
