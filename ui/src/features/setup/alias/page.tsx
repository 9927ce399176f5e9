/** From a function to an alias that flows call. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { routes } from "../../../app/routes";
import { useSession } from "../../../app/session";
import { asFailure, shell } from "../../../ipc";
import { counted } from "../../../shared/format";
import { useAtlas } from "../../../shared/use-atlas";
import { wizardStrings } from "../../../shared/wizard-strings";
import { type AliasDraft, EMPTY, missing, wish, withFreeNames } from "./draft";
import { FlowsStep } from "./flows-step";
import { TestsStep } from "./tests-step";
import { type StepProps, VersionStep } from "./version-step";

/** The step at which test flows are named. */
const TESTS = 3;

export default function AliasWizardPage(props: { name: string }) {
  const { instance } = useSession();
  const atlas = useAtlas();
  const [draft, setDraft] = useState<AliasDraft>(() => ({ ...EMPTY, name: props.name || null }));
  const [step, setStep] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const change = (more: Partial<AliasDraft>) => {
    setProblem(null);
    setDraft((old) => ({ ...old, ...more }));
  };
  const begin = useMutation({
    mutationFn: () => shell.beginAlias(wish(draft, instance.arn)),
    onSuccess: (id) => {
      window.location.hash = routes.task(id, true).slice(1);
    },
  });
  const go = (to: number) => {
    const stops = to > step ? missing(draft, step) : null;
    setProblem(stops);
    if (stops) return;
    const names = atlas.data?.flows.map((flow) => flow.name);
    if (step < TESTS && to >= TESTS) setDraft((old) => withFreeNames(old, new Set(names)));
    setStep(to);
  };
  const fields = { draft, change };
  const errorText = begin.isError ? asFailure(begin.error).message : problem;
  return (
    <Wizard
      data-testid="alias-wizard"
      activeStepIndex={step}
      onNavigate={({ detail }) => go(detail.requestedStepIndex)}
      onCancel={() => {
        window.location.hash = routes.setup.slice(1);
      }}
      onSubmit={() => begin.mutate()}
      isLoadingNextStep={begin.isPending}
      submitButtonText="Set it up"
      i18nStrings={wizardStrings("Writing it down")}
      steps={[
        { title: "Version", content: <VersionStep {...fields} />, errorText },
        { title: "Alias", content: <NameStep {...fields} />, errorText },
        { title: "Flows", content: <FlowsStep {...fields} />, errorText },
        { title: "Test flows", content: <TestsStep {...fields} />, errorText },
        { title: "Review", content: <ReviewStep {...fields} />, errorText },
      ]}
    />
  );
}

function NameStep({ draft, change }: StepProps) {
  const { instance, instances } = useSession();
  const others = instances.filter((it) => it.arn !== instance.arn);
  const options = others.map((it) => ({ value: it.arn, label: it.alias || it.id }));
  return (
    <Container header={<Header variant="h2">What is the alias called?</Header>}>
      <SpaceBetween size="l">
        <FormField
          label="Alias"
          description={`Flows will call ${draft.name}:${draft.alias || "…"}.`}
          constraintText="Letters, digits, hyphens and underscores; not a number."
        >
          <Input
            value={draft.alias}
            onChange={({ detail }) => change({ alias: detail.value.trim(), flows: {} })}
            data-testid="alias-name"
          />
        </FormField>
        <FormField label="Description">
          <Input
            value={draft.description}
            onChange={({ detail }) => change({ description: detail.value.slice(0, 256) })}
          />
        </FormField>
        <FormField
          label="Who may invoke it"
          description="A permission on the alias itself, for this instance and this account only."
        >
          {instance.alias || instance.id}
        </FormField>
        {others.length > 0 && (
          <FormField
            label="Further instances"
            description="Each gets a permission of its own; flows and test flows are those of the chosen instance."
          >
            <Multiselect
              selectedOptions={options.filter((it) => draft.others.includes(it.value))}
              options={options}
              placeholder="Choose instances"
              onChange={({ detail }) =>
                change({ others: detail.selectedOptions.map((it) => it.value ?? "") })
              }
            />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  );
}

function ReviewStep({ draft }: StepProps) {
  const { instance, instances } = useSession();
  const tests = [draft.test, draft.loop].filter((it) => it !== null).map((it) => it.name);
  const invokers = instances
    .filter((it) => it.arn === instance.arn || draft.others.includes(it.arn))
    .map((it) => it.alias || it.id);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Every step is journalled, looked at afterwards, and can be undone in Clean up."
        >
          What will happen
        </Header>
      }
    >
      <KeyValuePairs
        columns={2}
        items={[
          { label: "Alias", value: `${draft.name}:${draft.alias}` },
          {
            label: "Begins with",
            value: draft.version ? `Version ${draft.version}` : "A version published from $LATEST",
          },
          { label: "May be invoked by", value: invokers.join(", ") },
          { label: "Flows moved", value: counted(Object.keys(draft.flows).length, "flow") },
          { label: "Test flows", value: tests.join(", ") || "None" },
        ]}
      />
    </Container>
  );
}
