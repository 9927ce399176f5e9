/** Which account, light or dark, and where the data lies. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useSessionQuery } from "../../app/session";
import { THEMES, useChooseTheme } from "../../app/theme";
import { type SettingsDto, shell, type ThemeDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";
import { AccountForm } from "./account-form";

export default function SettingsPage() {
  const settings = useQuery({ queryKey: ["settings"], queryFn: () => shell.settings() });
  return (
    <ContentLayout header={<Header variant="h1">Settings</Header>}>
      <SpaceBetween size="l">
        {settings.isPending && <Loading words="Reading settings and profiles…" />}
        {settings.isError && (
          <FailureAlert error={settings.error} again={() => settings.refetch()} />
        )}
        {settings.data && <Loaded settings={settings.data} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Loaded(props: { settings: SettingsDto }) {
  const { settings } = props;
  return (
    <SpaceBetween size="l">
      <AccountForm key={JSON.stringify(settings.account)} settings={settings} />
      <Appearance theme={settings.theme} />
      <PracticeEndpoint />
      <Container header={<Header variant="h2">Journal and settings</Header>}>
        <Box>
          They lie in <Box variant="code">{settings.dataFolder}</Box>. Changes of practice accounts
          are kept apart from real ones.
        </Box>
      </Container>
    </SpaceBetween>
  );
}

function Appearance(props: { theme: ThemeDto }) {
  const choose = useChooseTheme();
  return (
    <Container header={<Header variant="h2">Appearance</Header>}>
      <SegmentedControl
        label="Light or dark"
        selectedId={props.theme}
        options={THEMES}
        onChange={({ detail }) => choose.mutate(detail.selectedId as ThemeDto)}
      />
    </Container>
  );
}

/** How other programs can use the practice account that this window serves. */
function PracticeEndpoint() {
  const session = useSessionQuery();
  const endpoint = session.data?.endpoint;
  if (!endpoint) return null;
  const command = `AWS_ACCESS_KEY_ID=practice AWS_SECRET_ACCESS_KEY=practice aws --endpoint-url ${endpoint} --region ${session.data?.region} lambda list-functions`;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="For aws, boto3 and every other AWS client on this machine."
        >
          The practice account's endpoint
        </Header>
      }
    >
      <FormField label={endpoint}>
        <Box variant="code">
          <span className="code-line">{command}</span>
        </Box>
      </FormField>
    </Container>
  );
}
