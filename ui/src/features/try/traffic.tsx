/** Chats that are kept going, so that a rollout has something to see. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { WriteButton } from "../../shared/write-button";
import { isWhole } from "./numbers";

const NO_FLOW = "Choose a flow above.";
const MOST_CHATS = 100;
const MOST_A_MINUTE = 120;

export function Traffic({ flow }: { flow: string }) {
  const { instance } = useSession();
  const [chats, setChats] = useState("5");
  const [perMinute, setPerMinute] = useState("30");
  const traffic = useQuery({
    queryKey: ["traffic"],
    queryFn: () => shell.traffic(),
    refetchInterval: 1_000,
  });
  const start = useMutation({
    mutationFn: () => shell.startTraffic(instance.arn, flow, Number(chats), Number(perMinute)),
    onSuccess: () => traffic.refetch(),
  });
  const stop = useMutation({
    mutationFn: () => shell.stopTraffic(),
    onSuccess: () => traffic.refetch(),
  });
  const state = traffic.data;
  const going = state !== undefined && state !== null && !state.stopped;
  const wrongChats = !isWhole(chats, 1, MOST_CHATS);
  const wrongPace = !isWhole(perMinute, 1, MOST_A_MINUTE);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Chats are begun at the pace until so many are going on. A loop, such as LambdaAlias-loop, keeps calling the function."
          actions={
            going ? (
              <Button
                loading={stop.isPending}
                loadingText="Ending every chat"
                onClick={() => stop.mutate()}
              >
                Stop, and end every chat
              </Button>
            ) : (
              <WriteButton
                variant="primary"
                disabled={!flow || wrongChats || wrongPace}
                disabledReason={flow ? undefined : NO_FLOW}
                loading={start.isPending}
                onClick={() => start.mutate()}
                data-testid="start-traffic"
              >
                Start
              </WriteButton>
            )
          }
        >
          Lasting traffic
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Alert type="info">
          Every chat counts as a contact. Chats that are over are made up for by new ones. All are
          ended when Crossfade ends; one that Crossfade cannot end is over after an hour.
        </Alert>
        {start.isError && <FailureAlert error={start.error} />}
        {stop.isError && <FailureAlert error={stop.error} />}
        {traffic.isError && <FailureAlert error={traffic.error} again={() => traffic.refetch()} />}
        {!flow && <Box>{NO_FLOW}</Box>}
        <SpaceBetween size="l" direction="horizontal">
          <FormField
            label="Chats at the same time"
            constraintText="1 to 100. They count towards the instance's quota of concurrent chats, which real customers share."
            errorText={wrongChats ? `Type a whole number from 1 to ${MOST_CHATS}.` : undefined}
          >
            <Input
              type="number"
              value={chats}
              disabled={going}
              onChange={({ detail }) => setChats(detail.value)}
            />
          </FormField>
          <FormField
            label="Begun a minute"
            constraintText="1 to 120, which leaves more than half of Amazon Connect's request rate to others."
            errorText={wrongPace ? `Type a whole number from 1 to ${MOST_A_MINUTE}.` : undefined}
          >
            <Input
              type="number"
              value={perMinute}
              disabled={going}
              onChange={({ detail }) => setPerMinute(detail.value)}
            />
          </FormField>
        </SpaceBetween>
        {state && (
          <KeyValuePairs
            columns={4}
            items={[
              { label: "Stands", value: going ? "Under way" : "Stopped" },
              {
                label: "Going on",
                value: <span data-testid="traffic-going">{state.going}</span>,
              },
              { label: "Begun so far", value: String(state.begun) },
              { label: "Over by themselves", value: String(state.ended) },
            ]}
          />
        )}
        {going && state.warning && <FailureAlert failure={state.warning} />}
        {state?.failure && <FailureAlert failure={state.failure} />}
      </SpaceBetween>
    </Container>
  );
}
