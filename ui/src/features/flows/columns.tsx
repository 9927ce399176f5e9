/** The flows' table, column by column. */
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { routes } from "../../app/routes";
import type { FlowRowDto } from "../../ipc";
import { byText, type DataColumn } from "../../shared/data-table";
import { counted, dateTime, flowType } from "../../shared/format";
import { NumberLinks } from "../../shared/links";
import { Resolution, resolutionText } from "../../shared/resolution";
import { Said } from "../../shared/words";

export function flowStatus(row: FlowRowDto): string {
  if (row.unreadable) return "Not readable";
  if (row.archived) return "Archived";
  return row.published ? "Published" : "Saved only";
}

const calls = (row: FlowRowDto) =>
  row.calls.map((call) => resolutionText(call.resolution)).join("; ");
/** Why the answer is not whole; empty when it is. */
const unknown = (row: FlowRowDto) => {
  if (row.unreadable) return "Could not be read";
  if (row.gaps.length === 0) return "";
  return `${counted(row.gaps.length, "way on", "ways on")} not known`;
};
const hits = (row: FlowRowDto) => [calls(row), unknown(row)].filter(Boolean).join("; ");
const reached = (row: FlowRowDto) =>
  row.reached
    .map(
      (it) =>
        `${it.via.map((flow) => flow.name).join(" > ")}: ${resolutionText(it.call.resolution)}`,
    )
    .join("; ");

export const FLOW_COLUMNS: DataColumn<FlowRowDto>[] = [
  {
    id: "name",
    header: "Name",
    text: (row) => row.name,
    cell: (row) => (
      <span data-testid={`flow-row-${row.name}`}>
        <Link href={routes.flow(row.id)}>{row.name}</Link>
      </span>
    ),
    isRowHeader: true,
    minWidth: 170,
  },
  {
    id: "calls",
    header: "Hits now",
    text: hits,
    cell: (row) => (
      <SpaceBetween size="xs">
        {row.calls.map((call) => (
          <Resolution key={call.action} resolution={call.resolution} />
        ))}
        {row.calls.length + row.gaps.length === 0 && <span>No Lambda call</span>}
        {row.gaps.length > 0 && <Said tone="warning">{unknown(row)}</Said>}
        {row.reached.length > 0 && (
          <Link href={routes.flow(row.id)} fontSize="body-s">
            {counted(row.reached.length, "more call")} through other flows
          </Link>
        )}
      </SpaceBetween>
    ),
    minWidth: 230,
  },
  { id: "reached", header: "Through other flows", text: reached, cell: reached },
  {
    id: "numbers",
    header: "Phone numbers",
    text: (row) => row.phoneNumbers.join("; "),
    cell: (row) => <NumberLinks numbers={row.phoneNumbers} none="–" />,
    sortingComparator: byText((row) => row.phoneNumbers.join(" ")),
    minWidth: 130,
  },
  {
    id: "findings",
    header: "Findings",
    text: (row) => String(row.findings.length),
    cell: (row) =>
      row.findings.length > 0 ? (
        <StatusIndicator type="warning">{row.findings.length}</StatusIndicator>
      ) : (
        <StatusIndicator type="success">None</StatusIndicator>
      ),
    sortingComparator: (one, other) => other.findings.length - one.findings.length,
    minWidth: 100,
  },
  {
    id: "type",
    header: "Type",
    text: (row) => flowType(row.flowType),
    cell: (row) => flowType(row.flowType),
    minWidth: 130,
  },
  {
    id: "status",
    header: "Status",
    text: flowStatus,
    cell: flowStatus,
    minWidth: 110,
  },
  {
    id: "modified",
    header: "Last changed",
    text: (row) => row.lastModified ?? "",
    cell: (row) => dateTime(row.lastModified),
    minWidth: 160,
  },
];
