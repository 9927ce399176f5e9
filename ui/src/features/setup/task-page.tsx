/** Guided work, step by step: what is done, what failed, and how to go on. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import { useEffect, useRef } from "react";
import { routes } from "../../app/routes";
import { useSession } from "../../app/session";
import type { StepDto, StepStateDto, TaskDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { Loading } from "../../shared/loading";
import { Words } from "../../shared/words";
import { useTask } from "./use-task";

const STATES: Record<StepStateDto, [StatusIndicatorProps.Type, string]> = {
  waiting: ["pending", "Not yet"],
  underWay: ["loading", "Under way"],
  done: ["success", "Done"],
  failed: ["error", "Stopped here"],
  passed: ["warning", "Left out"],
};

export default function TaskPage(props: { id: string; begin: boolean }) {
  const { session } = useSession();
  const { task, run, giveUp } = useTask(props.id);
  const begun = useRef(false);
  const { mutate } = run;
  useEffect(() => {
    if (props.begin && !begun.current) {
      begun.current = true;
      mutate();
    }
  }, [props.begin, mutate]);
  if (task.isError) return <FailureAlert error={task.error} again={() => task.refetch()} />;
  if (!task.data) return <Loading words="Reading the journal…" />;
  const { data } = task;
  const running = run.isPending || data.running;
  const open = !data.whole && data.endedAt === null;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={`Begun ${dateTime(data.startedAt)}`}
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              {open && !running && (
                <Button onClick={() => giveUp.mutate()} loading={giveUp.isPending}>
                  Give up
                </Button>
              )}
              <Button
                variant={open ? "primary" : "normal"}
                disabled={session.mode === "readOnly"}
                disabledReason="The account is open read-only."
                loading={running}
                loadingText="Working"
                onClick={() => run.mutate()}
                data-testid="run-task"
              >
                {open ? "Go on" : "Check all again"}
              </Button>
            </SpaceBetween>
          }
        >
          <Words text={data.title} />
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Standing task={data} running={running} />
        {run.isError && <FailureAlert error={run.error} again={() => run.mutate()} />}
        {giveUp.isError && <FailureAlert error={giveUp.error} />}
        <Container header={<Header variant="h2">Steps</Header>}>
          <ol className="steps" data-testid="task-steps">
            {data.steps.map((step) => (
              <li key={step.key}>
                <StepLine step={step} />
              </li>
            ))}
          </ol>
        </Container>
        {data.whole && <Next task={data} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Standing({ task, running }: { task: TaskDto; running: boolean }) {
  if (running) {
    return (
      <Alert type="info" header="Under way">
        Each step is looked at before it is done and again after. The window may be closed at any
        time; what is left is done when you come back.
      </Alert>
    );
  }
  if (task.whole) {
    return (
      <div data-testid="task-whole">
        <Alert type="success" header="Everything is done">
          What was made can be taken away again in Clean up.
        </Alert>
      </div>
    );
  }
  if (task.endedAt) {
    return (
      <Alert type="info" header="Given up">
        What was made until then stays; Clean up takes it away.
      </Alert>
    );
  }
  const failed = task.steps.some((step) => step.state === "failed");
  return failed ? (
    <Alert type="warning" header="It stands here">
      Mend what the step names, then go on: nothing is done twice.
    </Alert>
  ) : (
    <Alert type="info" header="Not done yet">
      Go on whenever you like: what is done is only looked at.
    </Alert>
  );
}

function StepLine({ step }: { step: StepDto }) {
  const [type, words] = STATES[step.state];
  return (
    <SpaceBetween size="xxs">
      <SpaceBetween size="xs" direction="horizontal">
        <StatusIndicator type={type}>{words}</StatusIndicator>
        <Words text={step.words} />
        {step.made && <Box color="text-body-secondary">{step.made}</Box>}
      </SpaceBetween>
      {step.note && <Box color="text-body-secondary">{step.note}</Box>}
      {step.failure && <FailureAlert failure={step.failure} />}
    </SpaceBetween>
  );
}

function Next({ task }: { task: TaskDto }) {
  const { proof } = task;
  return (
    <Container header={<Header variant="h2">Next</Header>}>
      <SpaceBetween size="xs" direction="horizontal">
        {proof && (
          <Button
            variant="primary"
            href={routes.tryOut(proof.function, proof.alias, proof.flowId ?? "")}
            data-testid="prove"
          >
            Prove it with a test chat
          </Button>
        )}
        {proof && (
          <Button href={routes.newRollout(proof.function, proof.alias)}>Roll a version out</Button>
        )}
        <Button href={routes.flows}>See the flows</Button>
        <Button href={routes.cleanUp}>Clean up</Button>
      </SpaceBetween>
    </Container>
  );
}
