/** Everything that happened, newest first. */
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Toggle from "@cloudscape-design/components/toggle";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type RolloutRecordDto, shell } from "../../../ipc";
import { type DataColumn, DataTable } from "../../../shared/data-table";
import { FailureAlert } from "../../../shared/failure-alert";
import { dateTime } from "../../../shared/format";
import { Words } from "../../../shared/words";
import { VERDICTS } from "../states";

const gate = (row: RolloutRecordDto) => (row.verdict ? VERDICTS[row.verdict].words : "");

const COLUMNS: DataColumn<RolloutRecordDto>[] = [
  {
    id: "at",
    header: "Time",
    text: (row) => dateTime(row.at),
    cell: (row) => dateTime(row.at),
    sortingComparator: (one, other) => one.number - other.number,
    minWidth: 200,
  },
  {
    id: "what",
    header: "What",
    text: (row) => row.sentence,
    cell: (row) => <Words text={row.sentence} />,
    isRowHeader: true,
  },
  {
    id: "gates",
    header: "Gates",
    text: gate,
    cell: (row) =>
      row.verdict && (
        <StatusIndicator type={VERDICTS[row.verdict].type}>{gate(row)}</StatusIndicator>
      ),
    minWidth: 160,
  },
];

export function Log(props: { id: string; live: boolean }) {
  const known = useRef<RolloutRecordDto[]>([]);
  const [measurements, setMeasurements] = useState(false);
  const log = useQuery({
    queryKey: ["rollout-log", props.id],
    queryFn: async () => {
      const more = await shell.rolloutRecords(props.id, known.current.at(-1)?.number ?? 0);
      if (more.length > 0) known.current = [...known.current, ...more];
      return known.current;
    },
    refetchInterval: props.live ? 2_000 : 15_000,
    gcTime: 0,
  });
  const all = log.data ?? [];
  const shown = all.filter((it) => measurements || it.kind !== "measured").reverse();
  if (log.isError) return <FailureAlert error={log.error} again={() => log.refetch()} />;
  return (
    <DataTable
      title="Log"
      noun="entry"
      rows={shown}
      columns={COLUMNS}
      id={(row) => String(row.number)}
      unsorted
      loading={log.isPending}
      loadingText="Reading the journal"
      empty="Nothing has happened yet."
      testId="rollout-log"
      filters={
        <Toggle checked={measurements} onChange={({ detail }) => setMeasurements(detail.checked)}>
          With every measurement
        </Toggle>
      }
    />
  );
}
