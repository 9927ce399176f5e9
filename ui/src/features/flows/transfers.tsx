/** Where a flow leads. */
import Box from "@cloudscape-design/components/box";
import type { TransferDto } from "../../ipc";
import { byText, type DataColumn, DataTable } from "../../shared/data-table";
import { FlowLinks } from "../../shared/links";

const KINDS: Record<string, string> = {
  flow: "Transfer to flow",
  module: "Invoke module",
  "event-hook": "Event hook",
  task: "Create task",
  callback: "Create callback",
  "outbound-chat": "Start outbound chat",
};
const kind = (row: TransferDto) => KINDS[row.block] ?? row.block;
const to = (row: TransferDto) =>
  row.to?.name ??
  (row.atRunTime ? `Decided at run time by ${row.target}` : `Not found: ${row.target}`);

const COLUMNS: DataColumn<TransferDto>[] = [
  {
    id: "to",
    header: "Leads to",
    text: to,
    cell: (row) => (row.to ? <FlowLinks flows={[row.to]} none="" /> : to(row)),
  },
  { id: "kind", header: "How", text: kind, cell: kind, sortingComparator: byText(kind) },
  {
    id: "action",
    header: "Block",
    text: (row) => row.action,
    cell: (row) => <Box color="text-body-secondary">{row.action}</Box>,
  },
];

export function TransfersTable(props: { transfers: TransferDto[] }) {
  return (
    <DataTable
      title="Leads to"
      noun="transfer"
      rows={props.transfers}
      columns={COLUMNS}
      id={(row) => `${row.action} ${row.block} ${row.target}`}
      loadingText="Reading transfers"
      empty="It leads to no other flow or module."
      testId="transfers-table"
    />
  );
}
