/** A flow's own Lambda calls, and those of the flows that it leads to. */
import Box from "@cloudscape-design/components/box";
import type { CallDto, ReachedCallDto } from "../../ipc";
import { byText, type DataColumn, DataTable } from "../../shared/data-table";
import { FlowLinks } from "../../shared/links";
import { Resolution, resolutionText } from "../../shared/resolution";

const wait = (call: CallDto) => {
  if (!call.synchronous) return "Does not wait";
  return call.timeLimitSeconds === null ? "–" : `${call.timeLimitSeconds} s`;
};

function columns<T>(call: (row: T) => CallDto): DataColumn<T>[] {
  return [
    {
      id: "hits",
      header: "Hits now",
      text: (row) => resolutionText(call(row).resolution),
      cell: (row) => <Resolution resolution={call(row).resolution} />,
      minWidth: 220,
    },
    {
      id: "target",
      header: "As the flow has it",
      text: (row) => call(row).target,
      cell: (row) => <Box variant="code">{call(row).target || "nothing"}</Box>,
      minWidth: 240,
    },
    {
      id: "block",
      header: "Block",
      text: (row) => `${call(row).block} ${call(row).action}`,
      cell: (row) => (
        <>
          {call(row).block}
          <Box color="text-body-secondary">{call(row).action}</Box>
        </>
      ),
      sortingComparator: byText((row) => call(row).action),
      minWidth: 180,
    },
    {
      id: "wait",
      header: "Flow waits",
      text: (row) => wait(call(row)),
      cell: (row) => wait(call(row)),
      minWidth: 100,
    },
  ];
}

export function CallsTable(props: { calls: CallDto[] }) {
  return (
    <DataTable
      title="Lambda calls"
      noun="call"
      rows={props.calls}
      columns={columns((call: CallDto) => call)}
      id={(call) => call.action}
      loadingText="Reading calls"
      empty="This flow calls no Lambda function itself."
      testId="calls-table"
    />
  );
}

const through: DataColumn<ReachedCallDto> = {
  id: "through",
  header: "Through",
  text: (row) => row.via.map((flow) => flow.name).join(" > "),
  cell: (row) => <FlowLinks flows={row.via} none="–" />,
  sortingComparator: byText((row) => row.via.map((flow) => flow.name).join(" > ")),
  minWidth: 160,
};

export function ReachedTable(props: { reached: ReachedCallDto[] }) {
  return (
    <DataTable
      title="Calls through other flows"
      noun="call"
      description="Lambda calls of the flows and modules that this one leads to."
      rows={props.reached}
      columns={[through, ...columns((row: ReachedCallDto) => row.call)]}
      id={(row) => `${row.via.map((flow) => flow.id).join("/")}/${row.call.action}`}
      loadingText="Following transfers"
      empty="It leads to no other Lambda call."
      testId="reached-table"
    />
  );
}
