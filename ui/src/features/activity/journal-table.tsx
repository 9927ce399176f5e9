/** A part of the journal, newest first, a page at a time. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type DataColumn, DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { useJournal } from "./use-journal";

interface Props<T> {
  /** Names the question. */
  name: string;
  read: (before: string | null, limit: number) => Promise<T[]>;
  title: string;
  columns: readonly DataColumn<T>[];
  empty: string;
  testId: string;
}

export function JournalTable<T extends { id: string }>(props: Props<T>) {
  const { query, rows, older } = useJournal(props.name, props.read);
  return (
    <SpaceBetween size="l">
      {query.isError && <FailureAlert error={query.error} again={() => query.refetch()} />}
      <DataTable
        title={props.title}
        noun="change"
        rows={rows}
        columns={props.columns}
        id={(row) => row.id}
        unsorted
        loading={query.isPending}
        loadingText="Reading the journal"
        empty={props.empty}
        older={older}
        testId={props.testId}
      />
    </SpaceBetween>
  );
}
