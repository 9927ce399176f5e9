/** Changes other than moving an alias: what was made, changed, taken away. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { useNotifications } from "../../app/notifications";
import { type CarriedDto, type ChangeDto, ShellFailure, shell } from "../../ipc";
import { byText, type DataColumn, DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { type ReadOnly, useReadOnly } from "../../shared/use-read-only";
import { Words } from "../../shared/words";
import { SetupReviewModal } from "../review/setup-review-modal";
import { useRescan } from "../setup/use-rescan";
import { OUTCOMES } from "./outcomes";
import { useJournal } from "./use-journal";
import { who } from "./who";

const columns = (
  { readOnly, reason }: ReadOnly,
  undo: (row: ChangeDto) => void,
): DataColumn<ChangeDto>[] => [
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
        <Button
          disabled={readOnly}
          disabledReason={reason}
          onClick={() => undo(row)}
          wrapText={false}
        >
          Undo
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
  const { tell, tellFailure } = useNotifications();
  const readOnly = useReadOnly();
  const rescan = useRescan();
  const [undoing, setUndoing] = useState<ChangeDto | null>(null);
  const carried = ({ taken }: CarriedDto) => {
    const refused = taken.find((it) => it.failure !== null);
    if (refused?.failure) tellFailure(new ShellFailure(refused.failure));
    else
      tell({ type: "success", header: "Undone", content: "AWS was asked again and confirms it." });
    rescan();
  };
  return (
    <SpaceBetween size="l">
      {query.isError && <FailureAlert error={query.error} again={() => query.refetch()} />}
      <DataTable
        title="Made, changed, taken away"
        noun="change"
        rows={rows}
        columns={columns(readOnly, setUndoing)}
        id={(row) => row.id}
        unsorted
        loading={query.isPending}
        loadingText="Reading the journal"
        empty="Nothing was made yet. Begin in Set up, and it appears here."
        older={older}
        testId="changes-table"
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
    </SpaceBetween>
  );
}
