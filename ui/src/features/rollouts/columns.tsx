/** The columns of the list of rollouts. */
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { routes } from "../../app/routes";
import type { RolloutRowDto } from "../../ipc";
import { byText, type DataColumn } from "../../shared/data-table";
import { dateTime, percent } from "../../shared/format";
import { Words } from "../../shared/words";
import { DRIVERS, STANDINGS, shownState } from "./states";

const alias = (row: RolloutRowDto) => `${row.function}:${row.alias}`;
const versions = (row: RolloutRowDto) => `${row.from} → ${row.to}`;

function column(
  id: string,
  header: string,
  text: (row: RolloutRowDto) => string,
  more: Partial<DataColumn<RolloutRowDto>> = {},
): DataColumn<RolloutRowDto> {
  return { id, header, text, cell: text, sortingComparator: byText(text), ...more };
}

export const rolloutColumns: DataColumn<RolloutRowDto>[] = [
  column("alias", "Alias", alias, {
    isRowHeader: true,
    cell: (row) => (
      <SpaceBetween size="xxs">
        <Link href={routes.rollout(row.id)}>{alias(row)}</Link>
        {!row.ours && <Badge>Started by somebody else</Badge>}
      </SpaceBetween>
    ),
  }),
  column("versions", "Versions", versions, { cell: (row) => <NoBreak>{versions(row)}</NoBreak> }),
  column("state", "State", (row) => `${shownState(row).words} (${STANDINGS[row.standing]})`, {
    cell: (row) => (
      <SpaceBetween size="xxs">
        <StatusIndicator type={shownState(row).type}>{shownState(row).words}</StatusIndicator>
        <Box color="text-body-secondary" fontSize="body-s">
          <Words text={row.sentence} />
        </Box>
      </SpaceBetween>
    ),
    minWidth: 260,
  }),
  column("percent", "New version", (row) => percent(row.percent), {
    cell: (row) => (
      <ProgressBar
        value={row.percent}
        ariaLabel={`New version of ${alias(row)}`}
        variant="key-value"
      />
    ),
    sortingComparator: (one, other) => one.percent - other.percent,
    minWidth: 130,
  }),
  column("plan", "Pace", (row) => row.plan),
  column("driver", "Carried out by", (row) => DRIVERS[row.driver]),
  column("started", "Started", (row) => dateTime(row.startedAt), {
    sortingComparator: (one, other) => one.startedAt.localeCompare(other.startedAt),
  }),
  column("who", "By", (row) => row.who),
  column("ended", "Ended", (row) => dateTime(row.endedAt)),
];

function NoBreak(props: { children: string }) {
  return <span style={{ whiteSpace: "nowrap" }}>{props.children}</span>;
}
