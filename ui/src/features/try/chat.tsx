/** One chat with a flow, and the version that answered. */
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type ChatDto, type ChatLineDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime, isPublished } from "../../shared/format";
import { Told, useAdded } from "../../shared/told";
import { WriteButton } from "../../shared/write-button";

const NO_FLOW = "Choose a flow above.";
const WHO: Record<string, string> = { flow: "Flow", customer: "You", other: "Agent" };

interface Props {
  flow: string;
  /** The chat that is shown. */
  id: string | null;
  show: (id: string) => void;
}

export function Chat({ flow, id, show }: Props) {
  const { instance } = useSession();
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: ["open-chats"] });
  const chat = useQuery({
    queryKey: ["chat", id],
    queryFn: () => shell.chat(id ?? ""),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data?.ended ? false : 1_000),
  });
  const begin = useMutation({
    mutationFn: async () => {
      // Nobody would see the one before, and a loop would go on calling the alias.
      if (id !== null && !chat.data?.ended) await shell.endChat(id);
      return shell.beginChat(instance.arn, flow);
    },
    onSuccess: show,
    onSettled: changed,
  });
  const end = useMutation({
    mutationFn: () => shell.endChat(id ?? ""),
    onSuccess: () => chat.refetch(),
    onSettled: changed,
  });
  const open = id !== null && !chat.data?.ended;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="A real chat: Amazon Connect runs the flow, and it counts as a contact. It ends by itself after an hour."
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              {open && (
                <Button loading={end.isPending} onClick={() => end.mutate()}>
                  End the chat
                </Button>
              )}
              <WriteButton
                variant="primary"
                disabled={!flow}
                disabledReason={flow ? undefined : NO_FLOW}
                loading={begin.isPending}
                loadingText="Beginning a chat"
                onClick={() => begin.mutate()}
                data-testid="begin-chat"
              >
                {id ? (open ? "End it, and chat again" : "Chat again") : "Begin a chat"}
              </WriteButton>
            </SpaceBetween>
          }
        >
          A chat
        </Header>
      }
    >
      <SpaceBetween size="m">
        {begin.isError && <FailureAlert error={begin.error} />}
        {chat.isError && <FailureAlert error={chat.error} again={() => chat.refetch()} />}
        {end.isError && <FailureAlert error={end.error} />}
        {!id && <Box>{flow ? "No chat was begun yet." : NO_FLOW}</Box>}
        {chat.data?.warning && <FailureAlert failure={chat.data.warning} />}
        {chat.data && <Transcript key={id} chat={chat.data} />}
        {open && id && <Say id={id} said={() => chat.refetch()} />}
      </SpaceBetween>
    </Container>
  );
}

const author = (line: ChatLineDto) => WHO[line.author] ?? line.author;

function Transcript({ chat }: { chat: ChatDto }) {
  const added = useAdded(chat.lines);
  return (
    <SpaceBetween size="m">
      <div data-testid="chat-version" role="status">
        {chat.version ? (
          <Badge color="blue">
            {isPublished(chat.version) ? `Version ${chat.version}` : chat.version} answered
          </Badge>
        ) : (
          <StatusIndicator type={chat.ended ? "warning" : "in-progress"}>
            {chat.ended ? "The flow named no version" : "Waiting for the flow to name a version"}
          </StatusIndicator>
        )}
      </div>
      <div>
        <Told words={added.map((line) => `${author(line)}: ${line.text}`).join(" ")} />
        <ol className="chat" aria-label="Transcript" data-testid="transcript">
          {chat.lines.map((line) => (
            <li key={line.id}>
              <Box variant="awsui-key-label">
                {author(line)}, {dateTime(line.at)}
              </Box>
              {line.text}
            </li>
          ))}
        </ol>
      </div>
      {chat.ended && chat.lines.length === 0 && (
        <Box>
          The chat was over before anything of it could be read. Amazon Connect lets nobody read a
          chat that is over: let the flow wait some seconds before it hangs up, as LambdaAlias-test
          does.
        </Box>
      )}
      {chat.ended && (
        <div role="status">
          <Box color="text-body-secondary">The chat is over.</Box>
        </div>
      )}
    </SpaceBetween>
  );
}

function Say(props: { id: string; said: () => void }) {
  const [text, setText] = useState("");
  const say = useMutation({
    mutationFn: () => shell.sayInChat(props.id, text),
    onSuccess: () => {
      setText("");
      props.said();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) say.mutate();
      }}
    >
      <SpaceBetween size="xs">
        {say.isError && <FailureAlert error={say.error} />}
        <SpaceBetween size="xs" direction="horizontal">
          <Input
            value={text}
            ariaLabel="Say something"
            placeholder="Say something"
            onChange={({ detail }) => setText(detail.value)}
          />
          <Button formAction="submit" loading={say.isPending} disabled={!text.trim()}>
            Send
          </Button>
        </SpaceBetween>
      </SpaceBetween>
    </form>
  );
}
