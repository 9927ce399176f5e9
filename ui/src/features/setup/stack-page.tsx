/** The starter stack: made, followed, changed, deleted. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { routes } from "../../app/routes";
import { useSession } from "../../app/session";
import { type StackDto, type StackPhaseDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { Loading } from "../../shared/loading";

const NAME = "crossfade-starter";
const PHASES: Record<StackPhaseDto, StatusIndicatorProps.Type> = {
  underWay: "in-progress",
  complete: "success",
  failed: "error",
  deleted: "stopped",
};

export default function StackPage() {
  const { every } = useSession();
  const stack = useQuery({
    queryKey: ["stack", NAME],
    queryFn: () => shell.stack(NAME),
    refetchInterval: (query) => (query.state.data?.phase === "underWay" ? every(5) : false),
  });
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="The article's function, alias, alarms and gradual deployments, as one CloudFormation stack."
        >
          The starter stack
        </Header>
      }
    >
      <SpaceBetween size="l">
        {stack.isPending && <Loading words="Asking CloudFormation…" />}
        {stack.isError && <FailureAlert error={stack.error} again={() => stack.refetch()} />}
        {stack.data === null && <Create made={() => stack.refetch()} />}
        {stack.data && <Made stack={stack.data} changed={() => stack.refetch()} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function PreferenceSelect(props: { value: string; choose: (value: string) => void }) {
  const names = useQuery({
    queryKey: ["stack-preferences"],
    queryFn: () => shell.stackPreferences(),
    staleTime: Infinity,
  });
  return (
    <Select
      selectedOption={{ value: props.value }}
      options={(names.data ?? []).map((value) => ({ value }))}
      onChange={({ detail }) => props.choose(detail.selectedOption.value ?? props.value)}
    />
  );
}

function Create({ made }: { made: () => void }) {
  const { session, instance } = useSession();
  const [alias, setAlias] = useState("PROD");
  const [preference, setPreference] = useState("Linear10PercentEvery1Minute");
  const create = useMutation({
    mutationFn: () => shell.createStack(instance.arn, NAME, alias, preference),
    onSuccess: made,
  });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={`CloudFormation makes the stack ${NAME} in this account; it makes two IAM roles as well.`}
          actions={
            <Button
              variant="primary"
              disabled={session.mode === "readOnly" || alias.trim() === ""}
              loading={create.isPending}
              loadingText="Asking CloudFormation"
              onClick={() => create.mutate()}
              data-testid="create-stack"
            >
              Make the stack
            </Button>
          }
        >
          Make it
        </Header>
      }
    >
      <SpaceBetween size="l">
        {create.isError && <FailureAlert error={create.error} />}
        <FormField label="May be invoked by">{instance.alias || instance.id}</FormField>
        <FormField label="Alias" description="SAMAlias of the template.">
          <Input value={alias} onChange={({ detail }) => setAlias(detail.value.trim())} />
        </FormField>
        <FormField label="How new versions take over" description="The pace of AWS CodeDeploy.">
          <PreferenceSelect value={preference} choose={setPreference} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

function Made({ stack, changed }: { stack: StackDto; changed: () => void }) {
  const { session } = useSession();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => shell.deleteStack(stack.name),
    onSuccess: () => {
      setAsking(false);
      changed();
    },
  });
  const busy = stack.phase === "underWay";
  const readOnly = session.mode === "readOnly";
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <Button
                disabled={busy || readOnly}
                onClick={() => setAsking(true)}
                data-testid="delete-stack"
              >
                Delete the stack
              </Button>
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
      {stack.phase === "complete" && <Change stack={stack} changed={changed} />}
      <Table
        items={stack.events}
        trackBy="id"
        contentDensity="compact"
        header={<Header variant="h2">What happened</Header>}
        empty="Nothing yet."
        ariaLabels={{ tableLabel: "Events of the stack" }}
        columnDefinitions={[
          { id: "at", header: "When", cell: (it) => dateTime(it.at) },
          { id: "resource", header: "Resource", cell: (it) => it.resource, isRowHeader: true },
          { id: "kind", header: "Type", cell: (it) => it.kind },
          { id: "status", header: "Status", cell: (it) => it.status },
          { id: "reason", header: "Reason", cell: (it) => it.reason || "–" },
        ]}
      />
      <Modal
        visible={asking}
        onDismiss={() => setAsking(false)}
        header={`Delete ${stack.name}?`}
        footer={
          <Box float="right">
            <SpaceBetween size="xs" direction="horizontal">
              <Button onClick={() => setAsking(false)}>Cancel</Button>
              <Button
                variant="primary"
                loading={remove.isPending}
                loadingText="Asking CloudFormation"
                onClick={() => remove.mutate()}
                data-testid="delete-stack-yes"
              >
                Delete it
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        <SpaceBetween size="m">
          {remove.isError && <FailureAlert error={remove.error} />}
          <Box>
            The function goes with all its versions, its alias, its alarms and its deployment group.
            Flows that call the alias take their Error branch from then on. This cannot be undone.
          </Box>
        </SpaceBetween>
      </Modal>
    </SpaceBetween>
  );
}

function Change({ stack, changed }: { stack: StackDto; changed: () => void }) {
  const { session } = useSession();
  const value = (name: string) => stack.parameters.find((it) => it.name === name)?.value ?? "";
  const [preference, setPreference] = useState(value("DeploymentPreference"));
  const [greeting, setGreeting] = useState(value("Greeting"));
  const update = useMutation({
    mutationFn: () => shell.updateStack(stack.name, preference, greeting),
    onSuccess: changed,
  });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Another text is another version: CloudFormation publishes it, and CodeDeploy shifts the alias at the pace."
          actions={
            <Button
              disabled={session.mode === "readOnly"}
              loading={update.isPending}
              loadingText="Asking CloudFormation"
              onClick={() => update.mutate()}
              data-testid="update-stack"
            >
              Change the stack
            </Button>
          }
        >
          Publish a new version
        </Header>
      }
    >
      <SpaceBetween size="l">
        {update.isError && <FailureAlert error={update.error} />}
        <FormField label="What the function answers">
          <Input
            value={greeting}
            onChange={({ detail }) => setGreeting(detail.value)}
            data-testid="stack-greeting"
          />
        </FormField>
        <FormField label="Pace">
          <PreferenceSelect value={preference} choose={setPreference} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
