/** Guided work, step by step: what is done, what failed, and how to go on. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState } from "react";
import { routes } from "../../app/routes";
import type { TaskDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { Loading } from "../../shared/loading";
import { Told } from "../../shared/told";
import { Words } from "../../shared/words";
import { WriteButton } from "../../shared/write-button";
import { AgainModal } from "./again-modal";
import { StepLine, stepsInWords } from "./step-line";
import { useTask } from "./use-task";

export default function TaskPage(props: { id: string; begin: boolean }) {
  const { task, run, giveUp } = useTask(props.id);
  const begun = useRef(false);
  const [asking, setAsking] = useState(false);
  const { mutate } = run;
  useEffect(() => {
    if (props.begin && !begun.current) {
      begun.current = true;
      // Coming back to this page, by whatever button, only looks.
      window.history.replaceState(null, "", routes.task(props.id));
      mutate();
    }
  }, [props.begin, props.id, mutate]);
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
              <WriteButton
                variant={open ? "primary" : "normal"}
                loading={running}
                loadingText="Working"
                onClick={() => (data.endedAt === null ? run.mutate() : setAsking(true))}
                data-testid="run-task"
              >
                {data.endedAt === null ? "Go on" : "Check all again"}
              </WriteButton>
            </SpaceBetween>
          }
        >
          <Words text={data.title} />
        </Header>
      }
    >
      <SpaceBetween size="l">
        <div>
          <Told words={stepsInWords(data.steps)} />
          <Standing task={data} running={running} />
        </div>
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
      {asking && (
        <AgainModal
          id={props.id}
          title={data.title}
          close={() => setAsking(false)}
          goOn={() => {
            setAsking(false);
            run.mutate();
          }}
        />
      )}
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
    const passed = task.steps.some((step) => step.state === "passed");
    return (
      <div data-testid="task-whole">
        <Alert
          type="success"
          header={passed ? "Done, with something left out" : "Everything is done"}
        >
          {passed && "What was left out is not needed; its step says why. "}
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
