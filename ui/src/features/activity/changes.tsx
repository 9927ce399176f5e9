/** Changes other than moving an alias: what was made, changed, taken away. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { type CarriedDto, type ChangeDto, shell } from "../../ipc";
import type { DataColumn } from "../../shared/data-table";
import { useTellOfAccount } from "../../shared/use-aside";
import { Words } from "../../shared/words";
import { outcome, undone } from "../review/carried";
import { SetupReviewModal } from "../review/setup-review-modal";
import { useRescan } from "../setup/use-rescan";
import { undoColumn, whenColumn, whoColumn } from "./entry-columns";
import { JournalTable } from "./journal-table";
import { OUTCOMES } from "./outcomes";

const columns = (undo: (row: ChangeDto) => void): DataColumn<ChangeDto>[] => [
  whenColumn(),
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
  undoColumn(undo),
  whoColumn(),
];

export function Changes() {
  const tell = useTellOfAccount();
  const rescan = useRescan();
  const [undoing, setUndoing] = useState<ChangeDto | null>(null);
  const carried = (carried: CarriedDto, told: boolean) => {
    if (!told && undoing) tell(outcome(undoing.title, carried, undone(undoing)));
    rescan();
  };
  return (
    <>
      <JournalTable
        name="changes"
        read={shell.changes}
        title="Made, changed, taken away"
        columns={columns(setUndoing)}
        empty="Nothing was made yet. Begin in Set up, and it appears here."
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
          well={() => undone(undoing)}
        />
      )}
    </>
  );
}
