/** What must hold for the rollout to go on. */
import Alert from "@cloudscape-design/components/alert";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSession } from "../../../app/session";
import { type GatesDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { Loading } from "../../../shared/loading";
import type { Draft } from "./draft";
import { NumberField } from "./fields";
import { RULES } from "./numbers";
import { Probes } from "./probes";
import { VersionGate } from "./version-gate";

interface Props {
  draft: Draft;
  change: (more: Partial<Draft>) => void;
}

export function GatesStep({ draft, change }: Props) {
  const { instance } = useSession();
  const suggested = useQuery({
    queryKey: ["gates", instance.arn, draft.name, draft.alias, draft.to],
    queryFn: () =>
      shell.suggestedGates(instance.arn, draft.name ?? "", draft.alias ?? "", draft.to ?? ""),
    enabled: draft.gates === null,
  });
  const { data } = suggested;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was suggested is taken once.
  useEffect(() => {
    if (data && draft.gates === null) change({ gates: data });
  }, [data]);
  const { gates } = draft;
  if (suggested.isError) {
    return <FailureAlert error={suggested.error} again={() => suggested.refetch()} />;
  }
  if (!gates) return <Loading words="Looking for alarms and for the flows that call the alias…" />;
  const edit = (more: Partial<GatesDto>) => change({ gates: { ...gates, ...more } });
  if (draft.driver === "codeDeploy") return <Deployed draft={draft} gates={gates} edit={edit} />;
  return (
    <SpaceBetween size="l">
      <Alarms gates={gates} edit={edit} />
      <VersionGate gates={gates} edit={edit} />
      <Probes gates={gates} edit={edit} name={draft.name ?? ""} version={draft.to ?? ""} />
      <Unreadable gates={gates} edit={edit} />
    </SpaceBetween>
  );
}

export interface GatesProps {
  gates: GatesDto;
  edit: (more: Partial<GatesDto>) => void;
}

function Alarms({ gates, edit }: GatesProps) {
  const alarms = useQuery({ queryKey: ["alarms"], queryFn: () => shell.alarms() });
  const options = (alarms.data ?? []).map((it) => ({
    value: it.name,
    label: it.name,
    description: it.condition,
  }));
  return (
    <Container header={<Header variant="h2">Alarms</Header>}>
      <SpaceBetween size="m">
        {alarms.isError && <FailureAlert error={alarms.error} again={() => alarms.refetch()} />}
        <FormField
          label="Roll back when one of these fires"
          description="At most ten. Those that see the new version's calls are chosen already."
          errorText={gates.alarms.length > 10 ? "Choose at most ten alarms." : undefined}
        >
          <div data-testid="wizard-alarms">
            <Multiselect
              selectedOptions={gates.alarms.map((value) => ({ value, label: value }))}
              options={options}
              filteringType="auto"
              placeholder="Choose alarms"
              statusType={alarms.isPending ? "loading" : "finished"}
              loadingText="Reading the alarms"
              empty="There is no alarm in this account and Region."
              onChange={({ detail }) =>
                edit({ alarms: detail.selectedOptions.map((it) => it.value ?? "") })
              }
            />
          </div>
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

/** What happens when nobody can see how the new version does. */
function Unreadable({ gates, edit }: GatesProps) {
  return (
    <Container header={<Header variant="h2">When the gates cannot be read</Header>}>
      <SpaceBetween size="m">
        <NumberField
          rule={RULES.errorsInARow}
          value={gates.errorsInARow}
          set={(errorsInARow) => edit({ errorsInARow })}
          description="The next one in a row acts: it rolls back, or pauses if you say so below."
        />
        <Checkbox
          checked={gates.pauseWhenBlind}
          onChange={({ detail }) => edit({ pauseWhenBlind: detail.checked })}
          description="Otherwise it rolls back to what is known to work."
        >
          Pause when the gates cannot be read any more
        </Checkbox>
        <Checkbox
          checked={gates.ignoreUnreadableAlarms}
          onChange={({ detail }) => edit({ ignoreUnreadableAlarms: detail.checked })}
          description="An alarm that cannot be read, or does not exist, then counts as quiet."
        >
          Go on when alarms cannot be read
        </Checkbox>
      </SpaceBetween>
    </Container>
  );
}

/** All that CodeDeploy watches. */
function Deployed({ draft, ...props }: GatesProps & { draft: Draft }) {
  return (
    <SpaceBetween size="l">
      <Alert type="info" header="CodeDeploy watches nothing but the alarms of its deployment group">
        It neither compares the new version with the old one nor probes it. For that, go back and
        let Crossfade carry the rollout out.
      </Alert>
      {draft.newGroup ? (
        <Alarms {...props} />
      ) : (
        <Container header={<Header variant="h2">Alarms of {draft.group}</Header>}>
          <div data-testid="group-alarms">
            {draft.groupAlarms.join(", ") || "None: nothing stops this deployment by itself."}
          </div>
        </Container>
      )}
    </SpaceBetween>
  );
}
