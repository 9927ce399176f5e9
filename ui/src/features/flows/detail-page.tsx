/** One flow: each Lambda call, where it leads, and what is wrong with it. */
import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useNotifications } from "../../app/notifications";
import { routes } from "../../app/routes";
import { useSession } from "../../app/session";
import { type AtlasDto, type FlowRowDto, shell } from "../../ipc";
import { Arn } from "../../shared/arn";
import { AtlasGate } from "../../shared/atlas-gate";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime, flowType } from "../../shared/format";
import { Gaps } from "../../shared/gaps";
import { NumberLinks } from "../../shared/links";
import { CallsTable, ReachedTable } from "./calls";
import { flowStatus } from "./columns";
import { Remarks } from "./remarks";
import { TransfersTable } from "./transfers";

export default function FlowPage(props: { id: string }) {
  return (
    <AtlasGate>
      {(atlas) => {
        const flow = atlas.flows.find((row) => row.id === props.id);
        return flow ? <Detail flow={flow} atlas={atlas} /> : <Gone id={props.id} />;
      }}
    </AtlasGate>
  );
}

function Gone(props: { id: string }) {
  return (
    <FailureAlert
      failure={{
        refusal: true,
        code: "UnknownFlow",
        message: `The flow ${props.id} was not found in the last scan.`,
        remedy: "It may have been deleted, or belong to another instance. Scan again from Flows.",
        detail: null,
      }}
    />
  );
}

/** Takes the flow along as a file that imports again. */
function ExportFlow({ flow }: { flow: FlowRowDto }) {
  const { instance } = useSession();
  const { tell, tellFailure } = useNotifications();
  const take = useMutation({
    mutationFn: () => shell.exportFlow(instance.arn, flow.id),
    onSuccess: (saved) => tell({ type: "success", header: "Saved", content: saved.path }),
    onError: tellFailure,
  });
  return (
    <Button loading={take.isPending} loadingText="Reading the flow" onClick={() => take.mutate()}>
      Export
    </Button>
  );
}

function Detail(props: { flow: FlowRowDto; atlas: AtlasDto }) {
  const { flow, atlas } = props;
  return (
    <ContentLayout
      breadcrumbs={
        <BreadcrumbGroup
          items={[
            { text: "Flows", href: routes.flows },
            { text: flow.name, href: routes.flow(flow.id) },
          ]}
        />
      }
      header={
        <Header
          variant="h1"
          description={flow.module ? "Flow module" : flowType(flow.flowType)}
          actions={!flow.module && <ExportFlow flow={flow} />}
        >
          {flow.name}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {flow.unreadable && (
          <FailureAlert
            failure={{
              refusal: true,
              code: "Unreadable",
              message: "This flow's content could not be read.",
              remedy: `${flow.unreadable} So what it calls, and where it leads, is not known.`,
              detail: null,
            }}
          />
        )}
        {flow.gaps.length > 0 && !flow.unreadable && (
          <Alert type="warning" header="Not all that it calls is known">
            <Gaps gaps={flow.gaps} />
          </Alert>
        )}
        <Facts flow={flow} />
        {!flow.unreadable && (
          <SpaceBetween size="l">
            <CallsTable calls={flow.calls} />
            <ReachedTable reached={flow.reached} />
            <TransfersTable transfers={flow.transfers} />
          </SpaceBetween>
        )}
        <Remarks flow={flow} atlas={atlas} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Facts(props: { flow: FlowRowDto }) {
  const { flow } = props;
  return (
    <Container footer={<Arn arn={flow.arn} />}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: "Status", value: flowStatus(flow) },
          { label: "Blocks", value: flow.actions },
          { label: "Last changed", value: dateTime(flow.lastModified) },
          {
            label: "Phone numbers",
            value: <NumberLinks numbers={flow.phoneNumbers} none="None enters it directly" />,
          },
        ]}
      />
    </Container>
  );
}
