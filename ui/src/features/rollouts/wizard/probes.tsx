/** Events that are sent to the new version directly, before any caller reaches it. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Toggle from "@cloudscape-design/components/toggle";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useNotifications } from "../../../app/notifications";
import { type ProbeDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { Words } from "../../../shared/words";
import { WriteButton } from "../../../shared/write-button";
import { VERDICTS } from "../states";
import { gatesProblem } from "./draft";
import type { GatesProps } from "./gates";
import { ProbeAgain } from "./probe-again";
import { ProbeForm } from "./probe-form";

const NEW: ProbeDto = {
  name: "",
  event:
    '{\n  "Details": { "ContactData": {}, "Parameters": {} },\n  "Name": "ContactFlowEvent"\n}',
  accepts: "stringMap",
  timeLimitSeconds: 3,
  requiredKeys: [],
};

export function Probes(props: GatesProps & { name: string; version: string }) {
  const { gates, edit, name, version } = props;
  const { tell } = useNotifications();
  const [aside, setAside] = useState<ProbeDto[]>([]);
  const { probes } = gates;
  const problem = gatesProblem(gates);
  const whyNot = problem ?? (probes.length === 0 ? "There is no probe." : undefined);
  const tried = useMutation({ mutationFn: () => shell.tryProbes(name, version, probes) });
  const save = useMutation({
    mutationFn: () => shell.saveProbes(name, probes),
    onSuccess: () => tell({ type: "success", header: `Saved the probes of ${name}` }),
  });
  const set = (index: number, more: Partial<ProbeDto>) =>
    edit({ probes: probes.map((it, at) => (at === index ? { ...it, ...more } : it)) });
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${probes.length})`}
          description="The new version is invoked with an event as Connect sends it, and its answer is held against what the flow accepts. A version that is plainly broken takes no call at all."
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Button onClick={() => edit({ probes: [...probes, NEW] })}>Add a probe</Button>
              <Button
                disabled={whyNot !== undefined}
                disabledReason={whyNot}
                loading={save.isPending}
                loadingText="Saving"
                onClick={() => save.mutate()}
              >
                Save for later
              </Button>
              <WriteButton
                disabled={whyNot !== undefined}
                disabledReason={whyNot}
                loading={tried.isPending}
                loadingText="Invoking the version"
                onClick={() => tried.mutate()}
                data-testid="probes-try"
              >
                Try them on version {version}
              </WriteButton>
            </SpaceBetween>
          }
        >
          Probes
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Toggle
          checked={probes.length > 0}
          onChange={({ detail }) => {
            if (!detail.checked) setAside(probes);
            edit({ probes: detail.checked ? (aside.length > 0 ? aside : [NEW]) : [] });
          }}
          data-testid="probes-toggle"
        >
          Probe before any caller reaches the new version
        </Toggle>
        {tried.isError && <FailureAlert error={tried.error} />}
        {save.isError && <FailureAlert error={save.error} />}
        {tried.data?.map((result) => (
          <StatusIndicator key={result.name} type={VERDICTS[result.verdict].type}>
            <Words text={result.reason} />
          </StatusIndicator>
        ))}
        {probes.map((probe, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a probe's name changes while it is typed.
          <ExpandableSection key={index} headerText={probe.name || "New probe"}>
            <ProbeForm
              probe={probe}
              set={(more) => set(index, more)}
              remove={() => edit({ probes: probes.filter((_, at) => at !== index) })}
            />
          </ExpandableSection>
        ))}
        <ProbeAgain times={gates.probeTimes} set={(probeTimes) => edit({ probeTimes })} />
      </SpaceBetween>
    </Container>
  );
}
