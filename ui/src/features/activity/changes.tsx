/** Changes other than moving an alias: what was made, changed, taken away. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNotifications } from "../../app/notifications";
import { useSession } from "../../app/session";
import { type CarriedDto, type ChangeDto, ShellFailure, shell } from "../../ipc";
import { byText, type DataColumn, DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { Words } from "../../shared/words";
import { SetupReviewModal } from "../review/setup-review-modal";
import { useRescan } from "../setup/use-rescan";
import { OUTCOMES } from "./outcomes";

const CHANGES_A_PAGE = 100;

const columns = (readOnly: boolean, undo: (row: ChangeDto) => void): DataColumn<ChangeDto>[] => [
  {
    id: "at",
    header: "When",
    text: (row) => row.at,
    cell: (row) => dateTime(row.at),
    sortingComparator: byText((row) => row.at),
    minWidth: 120,
  },
  {
    id: "title",
    header: "What",
    text: (row) => row.title,
    cell: (row) => (
      <SpaceBetween size="xxs">
        <Words text={row.title} />
        <Box color="text-body-secondary">{row.operation}</Box>
      </SpaceBetween>
    ),
    isRowHeader: true,
    minWidth: 200,
  },
  {
    id: "outcome",
    header: "Outcome",
    text: (row) => OUTCOMES[row.outcome].text,
    cell: (row) => (
      <SpaceBetween size="xxs">
        <StatusIndicator type={OUTCOMES[row.outcome].type}>
          {OUTCOMES[row.outcome].text}
        </StatusIndicator>
        {row.failure && <Words text={`${row.failure.message} ${row.failure.remedy}`} />}
        {row.found && <Words text={row.found} />}
      </SpaceBetween>
    ),
    minWidth: 160,
  },
  {
    id: "undo",
    header: "Undo",
    text: (row) => (row.undo.possible ? "possible" : (row.undo.reason ?? "")),
    cell: (row) =>
      row.undo.possible ? (
        <Button disabled={readOnly} onClick={() => undo(row)} wrapText={false}>
          Undo
        </Button>
      ) : (
        <Box color="text-body-secondary">{row.undo.reason}</Box>
      ),
    minWidth: 160,
  },
];

export function Changes() {
  const changes = useInfiniteQuery({
    queryKey: ["changes"],
    queryFn: ({ pageParam }) => shell.changes(pageParam, CHANGES_A_PAGE),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === CHANGES_A_PAGE ? page.at(-1)?.id : undefined),
  });
  const { session } = useSession();
  const { tell, tellFailure } = useNotifications();
  const rescan = useRescan();
  const [undoing, setUndoing] = useState<ChangeDto | null>(null);
  const carried = ({ taken }: CarriedDto) => {
    const refused = taken.find((it) => it.failure !== null);
    if (refused?.failure) tellFailure(new ShellFailure(refused.failure));
    else
      tell({ type: "success", header: "Undone", content: "AWS was asked again and confirms it." });
    rescan();
  };
  if (changes.isError)
    return <FailureAlert error={changes.error} again={() => changes.refetch()} />;
  return (
    <>
      <DataTable
        title="Made, changed, taken away"
        noun="change"
        rows={changes.data?.pages.flat() ?? []}
        columns={columns(session.mode === "readOnly", setUndoing)}
        id={(row) => row.id}
        unsorted
        loading={changes.isPending}
        loadingText="Reading the journal"
        empty="Nothing was made yet. Begin in Set up, and it appears here."
        testId="changes-table"
        actions={
          changes.hasNextPage && (
            <Button
              loading={changes.isFetchingNextPage}
              loadingText="Reading older changes"
              onClick={() => changes.fetchNextPage()}
            >
              Load older
            </Button>
          )
        }
      />
      {undoing && (
        <SetupReviewModal
          wish={["taking-away", undoing.id]}
          plan={() => shell.reviewTakingAway([undoing.id])}
          confirm="Undo it"
          working="Undoing it, and looking whether it is undone"
          close={() => setUndoing(null)}
          carried={carried}
        />
      )}
    </>
  );
}
