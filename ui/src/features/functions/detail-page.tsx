/** One function: versions, aliases, who may invoke, and its chart. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { routes } from "../../app/routes";
import { useSession } from "../../app/session";
import { type FunctionDetailDto, shell } from "../../ipc";
import { Arn } from "../../shared/arn";
import { useMapNotice } from "../../shared/atlas-gate";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { Loading } from "../../shared/loading";
import { Permission } from "../../shared/permission";
import { VersionChart } from "../chart/version-chart";
import { AliasesTable, VersionsTable } from "./tables";

export default function FunctionPage(props: { name: string }) {
  const { name } = props;
  const { instance, every } = useSession();
  const notice = useMapNotice();
  const detail = useQuery({
    queryKey: ["function", instance.arn, name],
    queryFn: () => shell.functionDetail(instance.arn, name),
    refetchInterval: Math.max(5_000, every(60)),
  });
  return (
    <ContentLayout
      breadcrumbs={
        <BreadcrumbGroup
          items={[
            { text: "Functions", href: routes.functions },
            { text: name, href: routes.function(name) },
          ]}
        />
      }
      header={
        <Header variant="h1" description={detail.data?.function.description}>
          {name}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {notice}
        {detail.isError && <FailureAlert error={detail.error} again={() => detail.refetch()} />}
        {detail.isPending && <Loading words="Reading versions, aliases and permissions…" />}
        {detail.data && <Detail detail={detail.data} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Detail(props: { detail: FunctionDetailDto }) {
  const { detail } = props;
  const { function: it } = detail;
  return (
    <SpaceBetween size="l">
      {detail.unpublishedChanges && (
        <Alert type="info" header="$LATEST has code that no version has">
          Flows that call the function without an alias run it already. Publish a version to keep
          it.
        </Alert>
      )}
      <Container
        footer={
          <SpaceBetween size="m">
            <div>
              <Box variant="awsui-key-label">Without an alias</Box>
              <Permission permission={detail.permission} />
            </div>
            <Arn arn={it.arn} />
          </SpaceBetween>
        }
      >
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Runtime", value: it.runtime ?? "Container image" },
            { label: "Timeout", value: `${it.timeoutSeconds} s` },
            { label: "Last saved", value: dateTime(it.lastModified) },
          ]}
        />
      </Container>
      <AliasesTable aliases={detail.aliases} />
      <VersionChart name={it.name} alias={null} />
      <VersionsTable versions={detail.versions} />
    </SpaceBetween>
  );
}
