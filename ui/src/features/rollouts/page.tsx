/** Rollouts: under way, waiting for a person, and over. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { routes } from "../../app/routes";
import type { StandingDto } from "../../ipc";
import { DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { WriteButton } from "../../shared/write-button";
import { rolloutColumns } from "./columns";
import { PracticeTraffic } from "./practice-traffic";
import { STANDINGS } from "./states";
import { ROLLOUTS_A_PAGE, useRollouts } from "./use-rollouts";

type Shown = StandingDto | "all";

export default function RolloutsPage() {
  const [limit, setLimit] = useState(ROLLOUTS_A_PAGE);
  const rollouts = useRollouts(limit);
  const [shown, setShown] = useState<Shown>("all");
  const rows = rollouts.data ?? [];
  const among = (standing: Shown) =>
    standing === "all" ? rows : rows.filter((row) => row.standing === standing);
  const choices: Shown[] = ["all", "running", "waiting", "over"];
  const start = (
    <WriteButton variant="primary" href={routes.newRollout()} data-testid="rollout-new">
      Start a rollout
    </WriteButton>
  );
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="New versions on their way to callers: a few calls at a time, watched, and back at once if callers suffer."
          actions={start}
        >
          Rollouts
        </Header>
      }
    >
      <SpaceBetween size="l">
        <PracticeTraffic />
        {rollouts.isError && (
          <FailureAlert error={rollouts.error} again={() => rollouts.refetch()} />
        )}
        {rollouts.problem && (
          <Alert type="warning" header="Deployments that others started are not shown">
            {rollouts.problem.message} {rollouts.problem.remedy}
          </Alert>
        )}
        {!(rollouts.isError && rows.length === 0) && (
          <DataTable
            title="Rollouts"
            noun="rollout"
            rows={among(shown)}
            columns={rolloutColumns}
            hidden={["who", "ended"]}
            id={(row) => row.id}
            unsorted
            loading={rollouts.isPending}
            loadingText="Reading the journal and CodeDeploy"
            testId="rollouts-table"
            empty={
              <SpaceBetween size="s">
                <Box>
                  {shown === "all" ? "Nothing was rolled out yet." : "There is none of these."}
                </Box>
                {shown === "all" && start}
              </SpaceBetween>
            }
            filters={
              <SegmentedControl
                label="Which rollouts"
                selectedId={shown}
                options={choices.map((id) => ({
                  id,
                  text: `${id === "all" ? "All" : STANDINGS[id]} (${among(id).length})`,
                }))}
                onChange={({ detail }) => setShown(detail.selectedId as Shown)}
              />
            }
          />
        )}
        {rollouts.more && (
          <Box textAlign="center">
            <SpaceBetween size="xs">
              <span>These are the newest {limit} of the journal's rollouts.</span>
              <Button
                loading={rollouts.isFetching}
                loadingText="Reading the journal"
                onClick={() => setLimit(limit + ROLLOUTS_A_PAGE)}
                data-testid="rollouts-more"
              >
                Show older ones
              </Button>
            </SpaceBetween>
          </Box>
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}
