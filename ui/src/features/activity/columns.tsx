/** The journal's table, column by column. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ActDto } from "../../ipc";
import { byText, type DataColumn } from "../../shared/data-table";
import { dateTime, sharesText } from "../../shared/format";
import { Target } from "../../shared/resolution";
import { Shares } from "../../shared/shares";
import type { ReadOnly } from "../../shared/use-read-only";
import { Words } from "../../shared/words";
import { OUTCOMES } from "./outcomes";
import { who } from "./who";

export function actColumns(readOnly: ReadOnly, undo: (act: ActDto) => void): DataColumn<ActDto>[] {
  return [
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
          <Box variant="strong">{row.title}</Box>
          <Target name={row.function} alias={row.alias} />
        </SpaceBetween>
      ),
      sortingComparator: byText((row) => row.title),
      isRowHeader: true,
      minWidth: 150,
    },
    {
      id: "change",
      header: "From, to",
      text: (row) => `${sharesText(row.before)} → ${sharesText(row.after)}`,
      cell: (row) => (
        <SpaceBetween size="xs">
          <Shares shares={row.before} />
          <SpaceBetween size="xs" direction="horizontal">
            <span role="img" aria-label="to">
              →
            </span>
            <Shares shares={row.after} />
          </SpaceBetween>
        </SpaceBetween>
      ),
      minWidth: 150,
    },
    {
      id: "outcome",
      header: "Outcome",
      text: (row) => OUTCOMES[row.outcome].text,
      cell: (row) => <Outcome act={row} />,
      sortingComparator: byText((row) => OUTCOMES[row.outcome].text),
      minWidth: 110,
    },
    {
      id: "undo",
      header: "Undo",
      text: (row) => (row.undo.possible ? "possible" : (row.undo.reason ?? "")),
      cell: (row) => <UndoCell act={row} readOnly={readOnly} undo={undo} />,
      minWidth: 110,
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
}

function Outcome(props: { act: ActDto }) {
  const { act } = props;
  const outcome = OUTCOMES[act.outcome];
  return (
    <Popover
      header={outcome.text}
      content={
        <SpaceBetween size="xs">
          <span>{outcome.means}</span>
          {act.failure && (
            <span>
              <Words text={`${act.failure.message} ${act.failure.remedy}`} />
            </span>
          )}
          {act.found && <span>It was found at {sharesText(act.found)}.</span>}
          {act.finishedAt && <span>Known since {dateTime(act.finishedAt)}.</span>}
        </SpaceBetween>
      }
    >
      <StatusIndicator type={outcome.type}>{outcome.text}</StatusIndicator>
    </Popover>
  );
}

function UndoCell(props: { act: ActDto; readOnly: ReadOnly; undo: (act: ActDto) => void }) {
  const { act, readOnly, undo } = props;
  if (!act.undo.possible) {
    return <Box color="text-body-secondary">{act.undo.reason}</Box>;
  }
  return (
    <Button
      disabled={readOnly.readOnly}
      disabledReason={readOnly.reason}
      onClick={() => undo(act)}
      wrapText={false}
      data-testid="activity-undo"
      ariaLabel={`Undo: ${act.title}`}
    >
      Undo
    </Button>
  );
}
