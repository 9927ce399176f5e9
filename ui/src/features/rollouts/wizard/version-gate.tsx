/** The new version's own errors against the old one's. */
import Checkbox from "@cloudscape-design/components/checkbox";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import type { VersionGateDto } from "../../../ipc";
import type { GatesProps } from "./gates";

const STANDARD: VersionGateDto = {
  falseAlarmsPercent: 1,
  noticePercent: 25,
  normalPercent: 1,
  slower: { times: 1.5, byMillis: 250, limitMillis: null },
  toleratedFailures: 0,
  patienceSeconds: 180,
};

export function VersionGate({ gates, edit }: GatesProps) {
  const gate = gates.version;
  const change = (more: Partial<VersionGateDto>) => gate && edit({ version: { ...gate, ...more } });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Both versions answer the same callers, so the old one says what is normal. With too little traffic to tell, the rollout pauses and asks."
        >
          The new version's own errors
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Toggle
          checked={gate !== null}
          onChange={({ detail }) => edit({ version: detail.checked ? STANDARD : null })}
        >
          Compare errors, throttles and duration
        </Toggle>
        {gate && (
          <ColumnLayout columns={3}>
            <NumberField
              label="Failing calls that must be noticed, %"
              value={gate.noticePercent}
              set={(noticePercent) => change({ noticePercent })}
            />
            <NumberField
              label="Rollouts stopped by mere chance, %"
              value={gate.falseAlarmsPercent}
              set={(falseAlarmsPercent) => change({ falseAlarmsPercent })}
            />
            <NumberField
              label="Failing calls that are normal, %"
              value={gate.normalPercent}
              set={(normalPercent) => change({ normalPercent })}
            />
            <NumberField
              label="Failed readings put up with"
              value={gate.toleratedFailures}
              set={(toleratedFailures) => change({ toleratedFailures })}
            />
            <NumberField
              label="A step waits for traffic, s"
              value={gate.patienceSeconds}
              set={(patienceSeconds) => change({ patienceSeconds })}
            />
            <Checkbox
              checked={gate.slower !== null}
              onChange={({ detail }) => change({ slower: detail.checked ? STANDARD.slower : null })}
              description="Its slowest calls take half as long again as the old version's."
            >
              Slower counts, too
            </Checkbox>
          </ColumnLayout>
        )}
      </SpaceBetween>
    </Container>
  );
}

function NumberField(props: { label: string; value: number; set: (value: number) => void }) {
  return (
    <FormField label={props.label}>
      <Input
        type="number"
        inputMode="decimal"
        value={String(props.value)}
        onChange={({ detail }) => {
          const value = parseFloat(detail.value);
          if (isUsable(value)) props.set(value);
        }}
      />
    </FormField>
  );
}

const isUsable = (value: number) => Number.isFinite(value) && value >= 0;
