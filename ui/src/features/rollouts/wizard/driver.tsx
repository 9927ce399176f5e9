/** Who carries it out. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useQuery } from "@tanstack/react-query";
import { type DeploymentGroupDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import type { Draft } from "./draft";

interface Props {
  draft: Draft;
  change: (more: Partial<Draft>) => void;
}

export function DriverStep({ draft, change }: Props) {
  return (
    <Container header={<Header variant="h2">Who carries it out?</Header>}>
      <SpaceBetween size="l">
        <div data-testid="wizard-driver">
          <RadioGroup
            value={draft.driver}
            ariaLabel="Who carries the rollout out"
            onChange={({ detail }) => change({ driver: detail.value as Draft["driver"] })}
            items={[
              {
                value: "program",
                label: "Crossfade",
                description:
                  "Probes, the new version's own errors, alarms; pause, promote, roll back. Goes on as long as this program runs, and takes it up again after a restart.",
              },
              {
                value: "codeDeploy",
                label: "AWS CodeDeploy",
                description:
                  "Goes on when the laptop closes. Watches nothing but the alarms of its deployment group; can be rolled back.",
              },
            ]}
          />
        </div>
        {draft.driver === "codeDeploy" && <Group draft={draft} change={change} />}
      </SpaceBetween>
    </Container>
  );
}

function alarmsOf(groups: DeploymentGroupDto[] | undefined, chosen: string | null): string[] {
  return groups?.find((it) => `${it.application}/${it.group}` === chosen)?.alarms ?? [];
}

function Group({ draft, change }: Props) {
  const groups = useQuery({
    queryKey: ["deployment-groups", draft.name, draft.alias],
    queryFn: () => shell.deploymentGroups(draft.name ?? "", draft.alias ?? ""),
  });
  const options = (groups.data ?? []).map((it) => ({
    value: `${it.application}/${it.group}`,
    description: [it.configuration, ...it.alarms].join(" · "),
  }));
  const made = draft.newGroup;
  const edit = (more: Partial<NonNullable<Draft["newGroup"]>>) =>
    change({ newGroup: { application: "", group: "", role: "", ...made, ...more } });
  return (
    <SpaceBetween size="m">
      {groups.isError && <FailureAlert error={groups.error} again={() => groups.refetch()} />}
      {!made && (
        <FormField label="Deployment group" description="Application and group in CodeDeploy.">
          <div data-testid="wizard-group">
            <Select
              selectedOption={draft.group ? { value: draft.group } : null}
              options={options}
              placeholder="Choose a group"
              statusType={groups.isPending ? "loading" : "finished"}
              loadingText="Asking CodeDeploy"
              empty="There is no deployment group for Lambda; have one made."
              onChange={({ detail }) => {
                const group = detail.selectedOption.value ?? null;
                change({ group, groupAlarms: alarmsOf(groups.data, group) });
              }}
            />
          </div>
        </FormField>
      )}
      <Toggle
        checked={made !== null}
        onChange={({ detail }) =>
          change({
            newGroup: detail.checked
              ? {
                  application: draft.name ?? "",
                  group: `${draft.name}-${draft.alias}`,
                  role: groups.data?.[0]?.serviceRole ?? "",
                }
              : null,
          })
        }
      >
        Have a group made
      </Toggle>
      {made && (
        <SpaceBetween size="s">
          <FormField label="Application">
            <Input
              value={made.application}
              onChange={({ detail }) => edit({ application: detail.value })}
            />
          </FormField>
          <FormField label="Group">
            <Input value={made.group} onChange={({ detail }) => edit({ group: detail.value })} />
          </FormField>
          <FormField
            label="Service role"
            description="The ARN of a role that CodeDeploy may take on, with the managed policy AWSCodeDeployRoleForLambda."
          >
            <Input
              value={made.role}
              onChange={({ detail }) => edit({ role: detail.value.trim() })}
              placeholder="arn:aws:iam::111122223333:role/CodeDeployServiceRole"
            />
          </FormField>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
