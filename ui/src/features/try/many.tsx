/** Many tries, counted. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useSession } from "../../app/session";
import { onSplitProgress, type SplitDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import type { Target } from "./page";
import { Split } from "./split";

const MOST = 200;

export function ManyChats({ target }: { target: Target }) {
  const { instance } = useSession();
  return (
    <Many
      title="Many chats"
      words="A few at a time, each up to its first answer. Each counts as a contact."
      noun="chat"
      ready={target.flow !== "" && target.alias !== ""}
      lacks="Choose a flow, and the alias that it calls."
      run={(count) =>
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
      ready={target.alias !== ""}
      lacks="Choose a function and its alias."
      run={(count) => shell.invokeAlias(target.name, target.alias, event, count)}
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
  ready: boolean;
  lacks: string;
  run: (count: number) => Promise<SplitDto>;
  testId: string;
  children?: ReactNode;
}

function Many(props: Props) {
  const { session } = useSession();
  const [count, setCount] = useState("10");
  const [split, setSplit] = useState<SplitDto | null>(null);
  const run = useMutation({
    mutationFn: () => props.run(Number(count)),
    onMutate: () => setSplit(null),
    onSuccess: setSplit,
  });
  useEffect(() => (run.isPending ? onSplitProgress(setSplit) : undefined), [run.isPending]);
  const wrong = !(Number(count) >= 1 && Number(count) <= MOST && Number.isInteger(Number(count)));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={props.words}
          actions={
            <Button
              variant="primary"
              disabled={!props.ready || wrong || session.mode === "readOnly"}
              loading={run.isPending}
              loadingText="Counting"
              onClick={() => run.mutate()}
              data-testid={props.testId}
            >
              Try {count} times
            </Button>
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
          <Input type="number" value={count} onChange={({ detail }) => setCount(detail.value)} />
        </FormField>
        {props.children}
        {!props.ready && <Box>{props.lacks}</Box>}
        {run.isError && <FailureAlert error={run.error} />}
        {split && <Split split={split} noun={props.noun} />}
      </SpaceBetween>
    </Container>
  );
}
