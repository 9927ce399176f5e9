/** Changes other than moving an alias: what was made, changed, taken away. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useInfiniteQuery } from "@tanstack/react-query";
import { routes } from "../../app/routes";
import { type ChangeDto, shell } from "../../ipc";
import { byText, type DataColumn, DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { Words } from "../../shared/words";
import { OUTCOMES } from "./outcomes";

const CHANGES_A_PAGE = 100;

const COLUMNS: DataColumn<ChangeDto>[] = [
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
        <Button href={routes.cleanUp} wrapText={false}>
          In Clean up
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
  if (changes.isError)
    return <FailureAlert error={changes.error} again={() => changes.refetch()} />;
  return (
    <DataTable
      title="Made, changed, taken away"
      noun="change"
      rows={changes.data?.pages.flat() ?? []}
      columns={COLUMNS}
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
  );
}
