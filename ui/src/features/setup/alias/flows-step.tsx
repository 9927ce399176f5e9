/** Which flows are to call the alias, with what changes in each. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSession } from "../../../app/session";
import { type MovableFlowDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { counted } from "../../../shared/format";
import { ScanLoading } from "../../../shared/scan-loading";
import { Words } from "../../../shared/words";
import { Differences } from "../../review/differences";
import type { StepProps } from "./version-step";

export function FlowsStep({ draft, change }: StepProps) {
  const { instance } = useSession();
  const flows = useQuery({
    queryKey: ["movable", instance.arn, draft.name, draft.alias],
    queryFn: () => shell.movableFlows(instance.arn, draft.name ?? "", draft.alias),
    staleTime: 0,
  });
  const movable = flows.data?.movable ?? [];
  const byHand = flows.data?.byHand ?? [];
  const [unticked, setUnticked] = useState<string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was read anew counts.
  useEffect(() => {
    if (!flows.data || flows.isFetching) return;
    const shown = new Map(flows.data.movable.map((flow) => [flow.flowId, flow]));
    const ticked = Object.entries(draft.flows);
    const kept = ticked.filter(([id, print]) => shown.get(id)?.fingerprint === print);
    if (kept.length === ticked.length) return;
    const lost = ticked.filter(([id, print]) => shown.get(id)?.fingerprint !== print);
    setUnticked(lost.map(([id]) => shown.get(id)?.name ?? id));
    change({ flows: Object.fromEntries(kept) });
  }, [flows.data, flows.isFetching]);
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
      <SpaceBetween size="l">
        {flows.isPending && <ScanLoading words="Reading every flow of the instance…" />}
        {flows.isError && <FailureAlert error={flows.error} again={() => flows.refetch()} />}
        {flows.data && movable.length === 0 && byHand.length === 0 && (
          <Box>No published flow runs $LATEST of this function; there is nothing to move.</Box>
        )}
        {unticked.length > 0 && (
          <Alert type="warning" header="Changed since they were shown">
            {unticked.join(", ")}: look at the difference as it is now, and tick again.
          </Alert>
        )}
        {byHand.length > 0 && (
          <div data-testid="by-hand">
            <Alert type="warning" header="These are to be looked at by hand">
              {byHand.map((it) => (
                <div key={it.name + it.why}>
                  <Words text={it.name ? `${it.name}: ${it.why}` : it.why} />
                </div>
              ))}
            </Alert>
          </div>
        )}
        {movable.map((flow) => (
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
