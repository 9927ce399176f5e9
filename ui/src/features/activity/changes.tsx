/** Changes other than moving an alias: what was made, changed, taken away. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { routes } from "../../app/routes";
import { type ChangeDto, shell } from "../../ipc";
import { byText, type DataColumn, DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { Words } from "../../shared/words";
import { OUTCOMES } from "./outcomes";
import { useJournal } from "./use-journal";
import { who } from "./who";

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
    id: "change",
    header: "From, to",
    text: (row) => `${row.before} → ${row.after}`,
    cell: (row) => (
      <SpaceBetween size="xxs">
        <Words text={row.before} />
        <span>
          <span role="img" aria-label="to">
            →
          </span>{" "}
          <Words text={row.after} />
        </span>
      </SpaceBetween>
    ),
    minWidth: 170,
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
    minWidth: 130,
  },
  {
    id: "who",
    header: "Who",
    text: (row) => row.actor,
    cell: (row) => <span title={row.actor}>{who(row.actor)}</span>,
    sortingComparator: byText((row) => row.actor),
    minWidth: 110,
  },
];

export function Changes() {
  const { query, rows, older } = useJournal("changes", shell.changes);
  return (
    <SpaceBetween size="l">
      {query.isError && <FailureAlert error={query.error} again={() => query.refetch()} />}
      <DataTable
        title="Made, changed, taken away"
        noun="change"
        rows={rows}
        columns={COLUMNS}
        id={(row) => row.id}
        unsorted
        loading={query.isPending}
        loadingText="Reading the journal"
        empty="Nothing was made yet. Begin in Set up, and it appears here."
        older={older}
        testId="changes-table"
      />
    </SpaceBetween>
  );
}
