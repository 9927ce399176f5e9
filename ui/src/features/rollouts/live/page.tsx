/** One rollout: what is happening, what happens next and when, what undoes it. */
import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { routes } from "../../../app/routes";
import type { RolloutDto } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { Loading } from "../../../shared/loading";
import { Told } from "../../../shared/told";
import { shownState } from "../states";
import { useRollout } from "../use-rollouts";
import { Affected } from "./affected";
import { Buttons } from "./buttons";
import { RolloutChart } from "./chart";
import { Deployment } from "./deployment";
import { Drift } from "./drift";
import { Gates } from "./gates";
import { Log } from "./log";
import { Next } from "./next";
import { Timeline } from "./timeline";

export default function RolloutPage(props: { id: string }) {
  const rollout = useRollout(props.id);
  const data = rollout.data;
  const name = data ? `${data.row.function}:${data.row.alias}` : "Rollout";
  return (
    <ContentLayout
      breadcrumbs={
        <BreadcrumbGroup
          items={[
            { text: "Rollouts", href: routes.rollouts },
            { text: name, href: routes.rollout(props.id) },
          ]}
        />
      }
      header={data ? <Heading rollout={data} /> : <Header variant="h1">{name}</Header>}
    >
      <SpaceBetween size="l">
        {rollout.isError && <FailureAlert error={rollout.error} again={() => rollout.refetch()} />}
        {rollout.isPending && <Loading words="Reading the rollout…" />}
        {data && <Body rollout={data} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Heading({ rollout }: { rollout: RolloutDto }) {
  const { row } = rollout;
  return (
    <Header
      variant="h1"
      description={`Version ${row.from} to version ${row.to}, ${row.plan}`}
      actions={<Buttons rollout={rollout} />}
    >
      {row.function}:{row.alias}{" "}
      <span data-testid="rollout-state" data-state={row.state}>
        <StatusIndicator type={shownState(row).type}>{shownState(row).words}</StatusIndicator>
      </span>
    </Header>
  );
}

function Body({ rollout }: { rollout: RolloutDto }) {
  const { row } = rollout;
  const { words } = shownState(row);
  const told = row.sentence.startsWith(words) ? row.sentence : `${words}. ${row.sentence}`;
  return (
    <>
      <Told words={told.replaceAll("`", "")} />
      <SpaceBetween size="l">
        {rollout.problem && <FailureAlert failure={rollout.problem} />}
        {row.elsewhere && (
          <Alert type="info">
            Another running copy of Crossfade carries this rollout out. What you ask here reaches
            it.
          </Alert>
        )}
        <Drift rollout={rollout} />
        <Next rollout={rollout} />
        <ColumnLayout columns={2}>
          <Timeline rollout={rollout} />
          <Gates rollout={rollout} />
        </ColumnLayout>
        <RolloutChart rollout={rollout} />
        {rollout.deployment && <Deployment deployment={rollout.deployment} />}
        <Affected rollout={rollout} />
        {row.ours && <Log id={row.id} live={row.endedAt === null} />}
      </SpaceBetween>
    </>
  );
}
