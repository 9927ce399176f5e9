/** Rollouts among the changes: each has a page with its own log. */
import Link from "@cloudscape-design/components/link";
import { routes } from "../../app/routes";
import type { RolloutRowDto } from "../../ipc";
import { byText, type DataColumn, DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { useRollouts } from "../rollouts/use-rollouts";
import { who } from "./who";

const COLUMNS: DataColumn<RolloutRowDto>[] = [
  {
    id: "at",
    header: "Begun",
    text: (row) => row.startedAt,
    cell: (row) => dateTime(row.startedAt),
  },
  {
    id: "what",
    header: "What",
    isRowHeader: true,
    text: (row) => `${row.function}:${row.alias} ${row.from} → ${row.to}`,
    sortingComparator: byText((row) => `${row.function}:${row.alias}`),
    cell: (row) => (
      <Link href={routes.rollout(row.id)}>
        {row.function}:{row.alias} from version {row.from} to {row.to}
      </Link>
    ),
  },
  {
    id: "state",
    header: "Stands",
    text: (row) => row.sentence,
    cell: (row) => row.sentence,
  },
  {
    id: "ended",
    header: "Ended",
    text: (row) => row.endedAt ?? "",
    cell: (row) => dateTime(row.endedAt),
  },
  {
    id: "who",
    header: "Who",
    text: (row) => row.who,
    cell: (row) => <span title={row.who}>{who(row.who)}</span>,
  },
];

export function RolloutsInActivity() {
  const rollouts = useRollouts();
  if (rollouts.isError)
    return <FailureAlert error={rollouts.error} again={() => rollouts.refetch()} />;
  return (
    <DataTable
      title="Rollouts"
      noun="rollout"
      rows={rollouts.data ?? []}
      columns={COLUMNS}
      id={(row) => row.id}
      unsorted
      loading={rollouts.isPending}
      loadingText="Reading the journal"
      empty="No rollout was begun yet."
      testId="activity-rollouts"
    />
  );
}
