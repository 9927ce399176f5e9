/** What happened to the stack, as a table's columns. */
import type { StackEventDto } from "../../../ipc";
import { byText, type DataColumn } from "../../../shared/data-table";
import { dateTime } from "../../../shared/format";

const event = (
  id: string,
  header: string,
  text: (row: StackEventDto) => string,
): DataColumn<StackEventDto> => ({
  id,
  header,
  text,
  cell: (row) => text(row) || "–",
  sortingComparator: byText(text),
});

export const EVENTS: DataColumn<StackEventDto>[] = [
  { ...event("at", "When", (it) => it.at), cell: (it) => dateTime(it.at) },
  { ...event("resource", "Resource", (it) => it.resource), isRowHeader: true },
  event("kind", "Type", (it) => it.kind),
  event("status", "Status", (it) => it.status),
  event("reason", "Reason", (it) => it.reason),
];
