/** Trying an alias out: a chat, many chats, direct calls, lasting traffic. */

import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { useAtlas } from "../../shared/use-atlas";
import { Chat } from "./chat";
import { DirectCalls, ManyChats } from "./many";
import { OpenChats } from "./open-chats";
import { Traffic } from "./traffic";

/** What is tried out. */
export interface Target {
  name: string;
  alias: string;
  flow: string;
}

export default function TryPage(props: Target) {
  const [target, setTarget] = useState<Target>(props);
  const [chat, setChat] = useState<string | null>(null);
  const [tab, setTab] = useState("chat");
  const show = (id: string) => {
    setChat(id);
    setTab("chat");
  };
  const change = (more: Partial<Target>) => setTarget((old) => ({ ...old, ...more }));
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="Which version answers? Ask as a customer would, and count."
        >
          Try out
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Choose target={target} change={change} />
        <OpenChats shown={chat} show={show} />
        <Tabs
          ariaLabel="Ways to try it out"
          activeTabId={tab}
          onChange={({ detail }) => setTab(detail.activeTabId)}
          tabs={[
            {
              id: "chat",
              label: "A chat",
              content: <Chat flow={target.flow} id={chat} show={show} />,
            },
            { id: "many", label: "Many chats", content: <ManyChats target={target} /> },
            { id: "direct", label: "Direct calls", content: <DirectCalls target={target} /> },
            { id: "traffic", label: "Lasting traffic", content: <Traffic flow={target.flow} /> },
          ]}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}

function status(query: { isPending: boolean; isError: boolean }) {
  if (query.isError) return "error";
  return query.isPending ? "loading" : "finished";
}

function Choose(props: { target: Target; change: (more: Partial<Target>) => void }) {
  const { target, change } = props;
  const { instance } = useSession();
  const atlas = useAtlas();
  const functions = useQuery({ queryKey: ["functions"], queryFn: () => shell.functions() });
  const detail = useQuery({
    queryKey: ["function", instance.arn, target.name],
    queryFn: () => shell.functionDetail(instance.arn, target.name),
    enabled: target.name !== "",
  });
  const flows = (atlas.data?.flows ?? [])
    .filter((it) => !it.module && it.published && !it.archived && it.flowType === "CONTACT_FLOW")
    .map((it) => ({ value: it.id, label: it.name }));
  const aliases = (detail.data?.aliases ?? []).map((it) => ({ value: it.alias }));
  return (
    <Container header={<Header variant="h2">What is tried out</Header>}>
      <SpaceBetween size="l">
        {atlas.isError && <FailureAlert error={atlas.error} again={() => atlas.refetch()} />}
        {functions.isError && (
          <FailureAlert error={functions.error} again={() => functions.refetch()} />
        )}
        {detail.isError && <FailureAlert error={detail.error} again={() => detail.refetch()} />}
        <FormField
          label="Flow"
          description="A test flow says which version answered, such as LambdaAlias-test."
        >
          <div data-testid="try-flow">
            <Select
              selectedOption={flows.find((it) => it.value === target.flow) ?? null}
              options={flows}
              filteringType="auto"
              placeholder="Choose a flow"
              statusType={atlas.isPending ? "loading" : "finished"}
              loadingText="Reading the flows"
              empty="There is no published flow."
              onChange={({ detail: it }) => change({ flow: it.selectedOption.value ?? "" })}
            />
          </div>
        </FormField>
        <ColumnLayout columns={2}>
          <FormField label="Function" description="Every function of the account and Region.">
            <div data-testid="try-function">
              <Select
                selectedOption={target.name ? { value: target.name } : null}
                options={(functions.data ?? []).map((it) => ({ value: it.name }))}
                filteringType="auto"
                placeholder="Choose a function"
                statusType={status(functions)}
                loadingText="Listing the functions"
                errorText="The functions could not be listed."
                recoveryText="Try again"
                onLoadItems={({ detail }) => detail.samePage && functions.refetch()}
                empty="This account has no Lambda functions in this Region."
                onChange={({ detail: it }) =>
                  change({ name: it.selectedOption.value ?? "", alias: "" })
                }
              />
            </div>
          </FormField>
          <FormField label="Alias" description="Its weights are compared with what is seen.">
            <div data-testid="try-alias">
              <Select
                selectedOption={target.alias ? { value: target.alias } : null}
                options={aliases}
                placeholder="Choose an alias"
                statusType={target.name ? status(detail) : "finished"}
                loadingText="Reading the function"
                errorText="The function could not be read."
                recoveryText="Try again"
                onLoadItems={({ detail: it }) => it.samePage && detail.refetch()}
                empty={target.name ? "This function has no alias." : "Choose a function first."}
                onChange={({ detail: it }) => change({ alias: it.selectedOption.value ?? "" })}
              />
            </div>
          </FormField>
        </ColumnLayout>
      </SpaceBetween>
    </Container>
  );
}
