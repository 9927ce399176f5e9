/** The stack as it stands, with all that happened to it. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import { routes } from "../../../app/routes";
import type { StackDto, StackPhaseDto } from "../../../ipc";
import { DataTable } from "../../../shared/data-table";
import { WriteButton } from "../../../shared/write-button";
import { Change, type StackProps } from "./change";
import { EVENTS } from "./events";

const PHASES: Record<StackPhaseDto, StatusIndicatorProps.Type> = {
  underWay: "in-progress",
  complete: "success",
  rolledBack: "warning",
  failed: "error",
  deleted: "stopped",
};

export function Made({ stack, ask }: StackProps) {
  const busy = stack.phase === "underWay";
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <WriteButton
                disabled={busy}
                disabledReason="CloudFormation is at work on it."
                onClick={() => ask({ kind: "delete", name: stack.name })}
                data-testid="delete-stack"
              >
                Delete the stack
              </WriteButton>
            }
          >
            {stack.name}
          </Header>
        }
      >
        <SpaceBetween size="l">
          <div data-testid="stack-status" role="status">
            <StatusIndicator type={PHASES[stack.phase]}>{stack.status}</StatusIndicator>
          </div>
          {stack.phase === "rolledBack" && (
            <Alert type="warning" header="The last change was undone">
              The stack stands as it stood before, and can be changed again below.{" "}
              {stack.reason || lastFailure(stack)}
            </Alert>
          )}
          {stack.reason && stack.phase === "failed" && (
            <Alert type="error" header="CloudFormation says">
              {stack.reason}
            </Alert>
          )}
          <KeyValuePairs
            columns={2}
            items={[
              ...stack.outputs.map((it) => ({ label: it.name, value: it.value })),
              ...stack.parameters.map((it) => ({ label: it.name, value: it.value })),
            ]}
          />
          {stack.function && stack.alias && (
            <SpaceBetween size="xs" direction="horizontal">
              <Button href={routes.alias(stack.function, stack.alias)}>See the alias</Button>
              <Button href={routes.importFlows} data-testid="stack-import">
                Import the test flows
              </Button>
              <Button href={routes.tryOut(stack.function, stack.alias)}>Try it out</Button>
            </SpaceBetween>
          )}
        </SpaceBetween>
      </Container>
      {(stack.phase === "complete" || stack.phase === "rolledBack") && (
        <Change key={stack.status} stack={stack} ask={ask} />
      )}
      <DataTable
        title="What happened"
        noun="event"
        rows={stack.events}
        columns={EVENTS}
        id={(it) => it.id}
        unsorted
        loadingText="Asking CloudFormation"
        empty="Nothing yet."
        testId="stack-events"
      />
    </SpaceBetween>
  );
}

/** Why the last change failed: CloudFormation says it of the resource. */
function lastFailure(stack: StackDto): string {
  return stack.events.find((it) => it.status.endsWith("_FAILED") && it.reason)?.reason ?? "";
}
