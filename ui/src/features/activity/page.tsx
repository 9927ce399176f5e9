/** Every change: who, when, before, after, how it ended; and Undo. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type ActDto, shell } from "../../ipc";
import { DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { counted } from "../../shared/format";
import { ReviewModal } from "../review/review-modal";
import { Changes } from "./changes";
import { actColumns } from "./columns";
import { RolloutsInActivity } from "./rollouts";

const ACTS_A_PAGE = 100;

export default function ActivityPage() {
  const { session } = useSession();
  const [undoing, setUndoing] = useState<ActDto | null>(null);
  const acts = useInfiniteQuery({
    queryKey: ["activity"],
    queryFn: ({ pageParam }) => shell.activity(pageParam, ACTS_A_PAGE),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === ACTS_A_PAGE ? page.at(-1)?.id : undefined),
  });
  const rows = acts.data?.pages.flat() ?? [];
  const readOnly = session.mode === "readOnly";
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="Every change that Crossfade made or tried, newest first.">
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
        {acts.isError ? (
          <FailureAlert error={acts.error} again={() => acts.refetch()} />
        ) : (
          <DataTable
            title="Aliases moved"
            noun="change"
            rows={rows}
            columns={actColumns(readOnly, setUndoing)}
            id={(row) => row.id}
            unsorted
            loading={acts.isPending}
            loadingText="Reading the journal"
            empty="Nothing was changed yet. Shift a weight on an alias's page, and it appears here."
            testId="activity-table"
            actions={
              acts.hasNextPage && (
                <Button
                  loading={acts.isFetchingNextPage}
                  loadingText="Reading older changes"
                  onClick={() => acts.fetchNextPage()}
                >
                  Load older
                </Button>
              )
            }
          />
        )}
        <Changes />
        <RolloutsInActivity />
      </SpaceBetween>
      {undoing && (
        <ReviewModal change={{ kind: "undo", act: undoing.id }} close={() => setUndoing(null)} />
      )}
    </ContentLayout>
  );
}
