/** The article's test flows, made for the alias. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import type { TestFlowDto } from "../../../ipc";
import { LOOP, TEST } from "./draft";
import type { StepProps } from "./version-step";

export function TestsStep({ draft, change }: StepProps) {
  return (
    <SpaceBetween size="l">
      <TestFlow
        title="A test flow"
        words="Calls the alias once and says which version answered."
        flow={draft.test}
        usual={TEST}
        set={(test) => change({ test })}
      />
      <TestFlow
        title="A loop"
        words="The same over and over: it transfers to itself. It makes traffic for a rollout."
        flow={draft.loop}
        usual={LOOP}
        set={(loop) => change({ loop })}
      />
    </SpaceBetween>
  );
}

interface Props {
  title: string;
  words: string;
  flow: TestFlowDto | null;
  usual: TestFlowDto;
  set: (flow: TestFlowDto | null) => void;
}

function TestFlow({ title, words, flow, usual, set }: Props) {
  return (
    <Container
      header={
        <Header variant="h2" description={words}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Toggle
          checked={flow !== null}
          onChange={({ detail }) => set(detail.checked ? usual : null)}
        >
          Make it
        </Toggle>
        {flow && (
          <>
            <FormField label="Name">
              <Input
                value={flow.name}
                onChange={({ detail }) => set({ ...flow, name: detail.value })}
              />
            </FormField>
            <FormField label="Waits for the function" constraintText="3 to 8 seconds.">
              <Input
                type="number"
                value={String(flow.timeLimit)}
                onChange={({ detail }) => set({ ...flow, timeLimit: Number(detail.value) })}
              />
            </FormField>
            {flow.pause !== null && (
              <FormField label="Pause before it starts anew" constraintText="Seconds.">
                <Input
                  type="number"
                  value={String(flow.pause)}
                  onChange={({ detail }) => set({ ...flow, pause: Number(detail.value) })}
                />
              </FormField>
            )}
            <FormField
              label="What it says"
              description="$.External.version stands for what the function answered."
            >
              <Input
                value={flow.spoken}
                onChange={({ detail }) => set({ ...flow, spoken: detail.value })}
              />
            </FormField>
          </>
        )}
      </SpaceBetween>
    </Container>
  );
}
