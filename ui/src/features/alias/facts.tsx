/** Where an alias's calls go, and who is affected. */
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AliasDto } from "../../ipc";
import { AlarmLine } from "../../shared/alarm-line";
import { Arn } from "../../shared/arn";
import { FailureAlert } from "../../shared/failure-alert";
import { FlowLinks, NumberLinks } from "../../shared/links";
import { Permission } from "../../shared/permission";
import { ShareBar } from "../../shared/shares";
import { Labelled } from "../review/parts";

export function AliasFacts(props: { alias: AliasDto }) {
  const { alias } = props;
  return (
    <SpaceBetween size="l">
      <Container
        header={<Header variant="h2">Sends its calls to</Header>}
        footer={<Arn arn={alias.arn} />}
      >
        <div data-testid="alias-shares">
          <ShareBar shares={alias.shares} />
        </div>
      </Container>
      <Container header={<Header variant="h2">Who is affected</Header>}>
        <ColumnLayout columns={2} variant="text-grid">
          <Labelled label="Flows that call it">
            <FlowLinks flows={alias.flows} none="No flow of this instance" />
          </Labelled>
          <Labelled label="Phone numbers whose callers can reach it">
            <NumberLinks numbers={alias.phoneNumbers} none="None" />
          </Labelled>
          <Labelled label="May Connect invoke it?">
            <Permission permission={alias.permission} />
          </Labelled>
          <Labelled label="Alarms that watch it">
            <SpaceBetween size="xs">
              {alias.alarmsFailed && <FailureAlert failure={alias.alarmsFailed} />}
              {alias.alarms?.length === 0 && <Box color="text-body-secondary">None</Box>}
              {alias.alarms?.map((alarm) => (
                <AlarmLine key={alarm.name} alarm={alarm} />
              ))}
            </SpaceBetween>
          </Labelled>
        </ColumnLayout>
      </Container>
    </SpaceBetween>
  );
}
