/** Many tries, counted. They go on whatever page is open, until they are over or stopped. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useSession } from "../../app/session";
import { type SampleDto, type SampleOfDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { counted } from "../../shared/format";
import { WriteButton } from "../../shared/write-button";
import { isWhole } from "./numbers";
import type { Target } from "./page";
import { Split } from "./split";

const MOST = 200;

export function ManyChats({ target }: { target: Target }) {
  const { instance } = useSession();
  return (
    <Many
      title="Many chats"
      words="Three at a time, each up to its first answer, within Amazon Connect's request rates. Each counts as a contact, and towards the instance's quota of concurrent chats."
      noun="chat"
      of="chats"
      ready={target.flow !== "" && target.alias !== ""}
      lacks="Choose a flow, and the alias that it calls."
      begin={(count) =>
        shell.sampleChats(instance.arn, target.flow, target.name, target.alias, count)
      }
      testId="many-chats"
    />
  );
}

export function DirectCalls({ target }: { target: Target }) {
  const [event, setEvent] = useState('{"Name":"ContactFlowEvent","Details":{"Parameters":{}}}');
  return (
    <Many
      title="Direct calls"
      words="Invokes the alias itself, without Amazon Connect; needs lambda:InvokeFunction."
      noun="call"
      of="calls"
      ready={target.alias !== ""}
      lacks="Choose a function and its alias."
      begin={(count) => shell.invokeAlias(target.name, target.alias, event, count)}
      testId="direct-calls"
    >
      <FormField label="Event" description="What the function gets, as JSON.">
        <Textarea value={event} rows={3} onChange={({ detail }) => setEvent(detail.value)} />
      </FormField>
    </Many>
  );
}

interface Props {
  title: string;
  words: string;
  noun: string;
  of: SampleOfDto;
  ready: boolean;
  lacks: string;
  begin: (count: number) => Promise<number>;
  testId: string;
  children?: ReactNode;
}

function Many(props: Props) {
  const [count, setCount] = useState("10");
  const samples = useQuery({
    queryKey: ["samples"],
    queryFn: () => shell.samples(),
    refetchInterval: (query) => (query.state.data?.some((it) => !it.over) ? 500 : false),
  });
  const begin = useMutation({
    mutationFn: () => props.begin(Number(count)),
    onSuccess: () => samples.refetch(),
  });
  const last = samples.data?.filter((it) => it.of === props.of).at(-1);
  const going = last !== undefined && !last.over;
  const stop = useMutation({
    mutationFn: (id: number) => shell.stopSample(id),
    onSuccess: () => samples.refetch(),
  });
  const wrong = !isWhole(count, 1, MOST);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={props.words}
          actions={
            going ? (
              <Button
                loading={stop.isPending}
                onClick={() => stop.mutate(last.id)}
                data-testid={`${props.testId}-stop`}
              >
                Stop
              </Button>
            ) : (
              <WriteButton
                variant="primary"
                disabled={!props.ready || wrong}
                disabledReason={props.ready ? undefined : props.lacks}
                loading={begin.isPending}
                loadingText="Beginning"
                onClick={() => begin.mutate()}
                data-testid={props.testId}
              >
                {wrong ? "Try it" : `Try ${counted(Number(count), "time")}`}
              </WriteButton>
            )
          }
        >
          {props.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField
          label="How many"
          errorText={wrong ? `Type a whole number from 1 to ${MOST}.` : undefined}
        >
          <Input
            type="number"
            value={count}
            disabled={going}
            onChange={({ detail }) => setCount(detail.value)}
          />
        </FormField>
        {props.children}
        {!props.ready && <Box>{props.lacks}</Box>}
        {begin.isError && <FailureAlert error={begin.error} />}
        {stop.isError && <FailureAlert error={stop.error} />}
        {samples.isError && <FailureAlert error={samples.error} again={() => samples.refetch()} />}
        {last && <Sample sample={last} noun={props.noun} />}
      </SpaceBetween>
    </Container>
  );
}

function Sample({ sample, noun }: { sample: SampleDto; noun: string }) {
  const { split } = sample;
  return (
    <SpaceBetween size="s">
      <Box variant="awsui-key-label">
        {sample.function}:{sample.alias}
        {sample.stopped && `, stopped after ${split.done} of ${counted(split.wanted, noun)}`}
      </Box>
      <Split split={split} noun={noun} over={sample.over} />
    </SpaceBetween>
  );
}
