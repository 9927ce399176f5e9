/** Every change: who, when, before, after, how it ended; and Undo. */
import Alert from "@cloudscape-design/components/alert";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type ActDto, shell } from "../../ipc";
import { DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { counted } from "../../shared/format";
import { useReadOnly } from "../../shared/use-read-only";
import { ReviewModal } from "../review/review-modal";
import { Changes } from "./changes";
import { actColumns } from "./columns";
import { RolloutsInActivity } from "./rollouts";
import { useJournal } from "./use-journal";

export default function ActivityPage() {
  const { session } = useSession();
  const [undoing, setUndoing] = useState<ActDto | null>(null);
  const { query, rows, older } = useJournal("activity", shell.activity);
  const readOnly = useReadOnly();
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={`Every change that Crossfade made or tried in account ${session.account}, ${session.region}, newest first.`}
        >
          Activity
        </Header>
      }
    >
      <SpaceBetween size="l">
        {session.recoveredActs > 0 && (
          <Alert type="info" header="Settled at this start">
            The program had been stopped during {counted(session.recoveredActs, "change")}. It
            looked at the aliases and wrote down what it found.
          </Alert>
        )}
        {query.isError && <FailureAlert error={query.error} again={() => query.refetch()} />}
        <DataTable
          title="Aliases moved"
          noun="change"
          rows={rows}
          columns={actColumns(readOnly, setUndoing)}
          id={(row) => row.id}
          unsorted
          loading={query.isPending}
          loadingText="Reading the journal"
          empty="Nothing was changed yet. Shift a weight on an alias's page, and it appears here."
          older={older}
          testId="activity-table"
        />
        <Changes />
        <RolloutsInActivity />
      </SpaceBetween>
      {undoing && (
        <ReviewModal change={{ kind: "undo", act: undoing.id }} close={() => setUndoing(null)} />
      )}
    </ContentLayout>
  );
}
