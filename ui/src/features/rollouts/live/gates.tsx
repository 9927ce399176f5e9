/** What must hold, and what the gates said last. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { RolloutDto } from "../../../ipc";
import { dateTime } from "../../../shared/format";
import { Words } from "../../../shared/words";
import { VERDICTS } from "../states";

export function Gates({ rollout }: { rollout: RolloutDto }) {
  const { findings, readAt } = rollout;
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" description={readAt ? `Read ${dateTime(readAt)}` : undefined}>
          Gates
        </Header>
      }
    >
      <SpaceBetween size="s">
        {findings.length === 0 && (
          <Box color="text-body-secondary">
            {rollout.row.driver === "codeDeploy"
              ? "CodeDeploy watches the alarms of the deployment group."
              : "The gates have not been read yet."}
          </Box>
        )}
        {findings.map((finding) => (
          <div key={finding.gate}>
            <StatusIndicator type={VERDICTS[finding.verdict].type}>
              {VERDICTS[finding.verdict].words}: <Words text={finding.gate} />
            </StatusIndicator>
            <Box color="text-body-secondary" fontSize="body-s">
              <Words text={finding.reason} />
            </Box>
          </div>
        ))}
        <ExpandableSection headerText="What was chosen">
          <SpaceBetween size="xs">
            {rollout.gates.map((gate) => (
              <div key={gate}>
                <Words text={gate} />
              </div>
            ))}
          </SpaceBetween>
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}
