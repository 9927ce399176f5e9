/** Which flows are to call the alias, with what changes in each. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../../app/session";
import { type FlowChangeDto, type MovableFlowDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { counted } from "../../../shared/format";
import { Loading } from "../../../shared/loading";
import type { StepProps } from "./version-step";

export function FlowsStep({ draft, change }: StepProps) {
  const { instance } = useSession();
  const flows = useQuery({
    queryKey: ["movable", instance.arn, draft.name, draft.alias],
    queryFn: () => shell.movableFlows(instance.arn, draft.name ?? "", draft.alias),
    staleTime: 0,
  });
  const toggle = (flow: MovableFlowDto, on: boolean) => {
    const { [flow.flowId]: _, ...others } = draft.flows;
    change({ flows: on ? { ...others, [flow.flowId]: flow.fingerprint } : others });
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Those that run $LATEST of the function now. The old content is kept, and Clean up puts it back."
        >
          Which flows shall call the alias?
        </Header>
      }
    >
      {flows.isPending && <Loading words="Reading every flow of the instance…" />}
      {flows.isError && <FailureAlert error={flows.error} again={() => flows.refetch()} />}
      {flows.data && flows.data.length === 0 && (
        <Box>No published flow runs $LATEST of this function; there is nothing to move.</Box>
      )}
      <SpaceBetween size="l">
        {flows.data?.map((flow) => (
          <SpaceBetween key={flow.flowId} size="xs">
            <Toggle
              checked={flow.flowId in draft.flows}
              onChange={({ detail }) => toggle(flow, detail.checked)}
            >
              {flow.name}
            </Toggle>
            {flow.warning && <Alert type="warning">{flow.warning}</Alert>}
            <ExpandableSection headerText={counted(flow.changes.length, "difference")}>
              <Differences changes={flow.changes} />
            </ExpandableSection>
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </Container>
  );
}

function Differences({ changes }: { changes: FlowChangeDto[] }) {
  return (
    <SpaceBetween size="s">
      {changes.map((it) => (
        <div key={`${it.block} ${it.what}`}>
          <Box variant="awsui-key-label">
            {[it.blockType, it.what].filter(Boolean).join(": ")} {it.block && `(${it.block})`}
          </Box>
          {it.before !== null && <Box variant="code">− {it.before}</Box>}
          {it.after !== null && (
            <div>
              <Box variant="code">+ {it.after}</Box>
            </div>
          )}
        </div>
      ))}
    </SpaceBetween>
  );
}
