/** Rollouts that move or wait, for the overview. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { routes } from "../../app/routes";
import { FailureAlert } from "../../shared/failure-alert";
import { percent } from "../../shared/format";
import { Loading } from "../../shared/loading";
import { useReadOnly } from "../../shared/use-read-only";
import { shownState } from "./states";
import { useRollouts } from "./use-rollouts";

export function RolloutsUnderWay() {
  const { reason } = useReadOnly();
  const rollouts = useRollouts();
  const rows = (rollouts.data ?? []).filter((row) => row.standing !== "over");
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${rows.length})`}>
          Rollouts
        </Header>
      }
    >
      <SpaceBetween size="s">
        {rollouts.isError && (
          <FailureAlert error={rollouts.error} again={() => rollouts.refetch()} />
        )}
        {rollouts.isPending && <Loading words="Reading the rollouts…" />}
        {rollouts.data && rows.length === 0 && (
          <Box color="text-body-secondary">
            None is under way. {reason ?? <Link href={routes.newRollout()}>Start a rollout</Link>}
          </Box>
        )}
        {rollouts.problem && (
          <Box color="text-status-warning">
            Deployments that others started are not shown. {rollouts.problem.message}
          </Box>
        )}
        {rows.map((row) => (
          <SpaceBetween key={row.id} size="s" direction="horizontal">
            <Link href={routes.rollout(row.id)}>
              {row.function}:{row.alias}
            </Link>
            <StatusIndicator type={shownState(row).type}>{shownState(row).words}</StatusIndicator>
            <span>
              {percent(row.percent)} to version {row.to}
            </span>
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </Container>
  );
}
