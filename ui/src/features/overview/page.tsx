/** What is wrong, what is in transition, what is firing. */
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useAccountTime } from "../../app/account-time";
import { useSession } from "../../app/session";
import type { AtlasDto } from "../../ipc";
import { AtlasGate } from "../../shared/atlas-gate";
import { ago, count, dateTime } from "../../shared/format";
import { ScanButton } from "../../shared/scan";
import { RolloutsUnderWay } from "../rollouts/under-way";
import { Findings } from "./findings";
import { FiringAlarms } from "./firing-alarms";
import { InTransition } from "./in-transition";

export default function OverviewPage() {
  const { instance } = useSession();
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="Which Lambda code callers hit, and what needs attention."
          actions={<ScanButton />}
        >
          {instance.alias || "Overview"}
        </Header>
      }
    >
      <AtlasGate>
        {(atlas) => (
          <SpaceBetween size="l">
            <Numbers atlas={atlas} />
            <RolloutsUnderWay />
            <ColumnLayout columns={2}>
              <InTransition atlas={atlas} />
              <FiringAlarms />
            </ColumnLayout>
            <Findings atlas={atlas} />
          </SpaceBetween>
        )}
      </AtlasGate>
    </ContentLayout>
  );
}

function Numbers(props: { atlas: AtlasDto }) {
  const { session, instance } = useSession();
  const now = useAccountTime(session);
  const { flows, phoneNumbers, aliases, scannedAt } = props.atlas;
  const modules = flows.filter((flow) => flow.module).length;
  const number = (value: number) => <Box variant="awsui-value-large">{count(value)}</Box>;
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: "Flows", value: number(flows.length - modules) },
          { label: "Flow modules", value: number(modules) },
          { label: "Phone numbers", value: number(phoneNumbers.length) },
          { label: "Aliases that flows call", value: number(aliases.length) },
          { label: "Instance", value: instance.id },
          { label: "Status", value: instance.status || "–" },
          { label: "Scanned", value: `${ago(scannedAt, now)} (${dateTime(scannedAt)})` },
          { label: "Signed in as", value: session.caller ?? "–" },
        ]}
      />
    </Container>
  );
}
