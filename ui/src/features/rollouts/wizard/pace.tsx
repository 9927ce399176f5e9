/** How fast: a name, or steps of one's own; laid on the clock at once. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { asFailure, shell } from "../../../ipc";
import { type Draft, OWN, planText } from "./draft";
import { Forecast } from "./forecast";
import { useForecast } from "./use-forecast";

interface Props {
  draft: Draft;
  change: (more: Partial<Draft>) => void;
}

export function Pace({ draft, change }: Props) {
  const names = useQuery({
    queryKey: ["plan-names"],
    queryFn: () => shell.planNames(),
    staleTime: Infinity,
  });
  const forecast = useForecast(planText(draft), draft.gates);
  const options = [
    ...(names.data ?? []).map((it) => ({ value: it.name, description: it.words })),
    { value: OWN, label: "Steps of your own", description: "Any weights, watches and pauses" },
  ];
  return (
    <Container header={<Header variant="h2">How fast?</Header>}>
      <SpaceBetween size="l">
        <FormField label="Pace" description="The names are those of AWS SAM and CodeDeploy.">
          <div data-testid="wizard-plan">
            <Select
              selectedOption={options.find((it) => it.value === draft.plan) ?? null}
              options={options}
              onChange={({ detail }) => change({ plan: detail.selectedOption.value ?? OWN })}
              statusType={names.isPending ? "loading" : "finished"}
              loadingText="Reading the paces"
            />
          </div>
        </FormField>
        {draft.plan === OWN && (
          <FormField
            label="Steps"
            description="A weight, how long it is watched, and pause where you want to be asked. Canary15Percent7Minutes and Linear20PercentEvery2Minutes work too."
            errorText={forecast.isError ? asFailure(forecast.error).message : undefined}
          >
            <div data-testid="wizard-steps">
              <Input
                value={draft.steps}
                onChange={({ detail }) => change({ steps: detail.value })}
                spellcheck={false}
              />
            </div>
          </FormField>
        )}
        {forecast.data && <Forecast forecast={forecast.data} />}
        {forecast.data?.pauses === 0 && draft.plan === OWN && (
          <Box color="text-body-secondary">Nobody will be asked on the way.</Box>
        )}
        {draft.plan !== OWN && forecast.isError && (
          <Alert type="error">{asFailure(forecast.error).message}</Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}
