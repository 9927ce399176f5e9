/** The journal's table, column by column. */
import Box from "@cloudscape-design/components/box";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ActDto } from "../../ipc";
import type { DataColumn } from "../../shared/data-table";
import { dateTime, sharesText } from "../../shared/format";
import { Target } from "../../shared/resolution";
import { Shares } from "../../shared/shares";
import { Words } from "../../shared/words";
import { undoColumn, whenColumn, whoColumn } from "./entry-columns";
import { OUTCOMES } from "./outcomes";

export function actColumns(undo: (act: ActDto) => void): DataColumn<ActDto>[] {
  return [
    whenColumn(),
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
          <div className="from-to">
            <span role="img" aria-label="to">
              →
            </span>
            <Shares shares={row.after} />
          </div>
        </SpaceBetween>
      ),
      minWidth: 150,
    },
    {
      id: "outcome",
      header: "Outcome",
      text: (row) => OUTCOMES[row.outcome].text,
      cell: (row) => <Outcome act={row} />,
      minWidth: 110,
    },
    undoColumn(undo),
    whoColumn(),
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
