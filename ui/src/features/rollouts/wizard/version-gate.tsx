/** The new version's own errors against the old one's; what is switched off is kept aside. */
import Checkbox from "@cloudscape-design/components/checkbox";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import type { VersionGateDto } from "../../../ipc";
import { NumberField, OptionalNumberField } from "./fields";
import type { GatesProps } from "./gates";
import { RULES } from "./numbers";

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
  const slower = gate?.slower;
  const [aside, setAside] = useState(STANDARD);
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
          onChange={({ detail }) => {
            if (gate) setAside(gate);
            edit({ version: detail.checked ? aside : null });
          }}
        >
          Compare errors, throttles and duration
        </Toggle>
        {gate && (
          <ColumnLayout columns={3}>
            <NumberField
              rule={RULES.noticePercent}
              value={gate.noticePercent}
              set={(noticePercent) => change({ noticePercent })}
            />
            <NumberField
              rule={RULES.falseAlarmsPercent}
              value={gate.falseAlarmsPercent}
              set={(falseAlarmsPercent) => change({ falseAlarmsPercent })}
            />
            <NumberField
              rule={RULES.normalPercent}
              value={gate.normalPercent}
              set={(normalPercent) => change({ normalPercent })}
            />
            <NumberField
              rule={RULES.toleratedFailures}
              value={gate.toleratedFailures}
              set={(toleratedFailures) => change({ toleratedFailures })}
              description="The next one rolls back; one is counted for each minute of CloudWatch."
            />
            <NumberField
              rule={RULES.patienceSeconds}
              value={gate.patienceSeconds}
              set={(patienceSeconds) => change({ patienceSeconds })}
            />
            <Checkbox
              checked={gate.slower !== null}
              onChange={({ detail }) => {
                if (slower) setAside(gate);
                change({ slower: detail.checked ? (aside.slower ?? STANDARD.slower) : null });
              }}
              description="Its slowest 5 % of calls take half as long again as the old version's; that takes 100 calls of each."
            >
              Slower counts, too
            </Checkbox>
            {slower && (
              <OptionalNumberField
                rule={RULES.limitMillis}
                value={slower.limitMillis}
                set={(limitMillis) => change({ slower: { ...slower, limitMillis } })}
                description="The shortest time that a flow waits for the alias; callers hear nothing of what comes later."
              />
            )}
          </ColumnLayout>
        )}
      </SpaceBetween>
    </Container>
  );
}
