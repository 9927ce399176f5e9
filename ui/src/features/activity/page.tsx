/** Every change: who, when, before, after, how it ended; and Undo. */
import Alert from "@cloudscape-design/components/alert";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type ActDto, shell } from "../../ipc";
import { counted } from "../../shared/format";
import { ReviewModal } from "../review/review-modal";
import { Changes } from "./changes";
import { actColumns } from "./columns";
import { JournalTable } from "./journal-table";
import { RolloutsInActivity } from "./rollouts";

export default function ActivityPage() {
  const { session } = useSession();
  const [undoing, setUndoing] = useState<ActDto | null>(null);
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
        <JournalTable
          name="activity"
          read={shell.activity}
          title="Aliases moved"
          columns={actColumns(setUndoing)}
          empty="Nothing was changed yet. Shift a weight on an alias's page, and it appears here."
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
