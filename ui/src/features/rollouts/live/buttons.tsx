/** The four buttons, with keys, and what comes of each. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSession } from "../../../app/session";
import { usePageKeys } from "../../../app/shortcuts";
import type { RolloutCommandDto, RolloutDto } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { stateOf } from "./commands";
import { useSteer } from "./use-steer";

interface Choice {
  command: RolloutCommandDto;
  words: string;
  key: string;
  asks: boolean;
  variant?: "primary";
}

const KEYS: Choice[] = [
  { command: "promoteStep", words: "Promote one step", key: "n", asks: false },
  { command: "promoteFully", words: "Promote fully", key: "f", asks: true },
  { command: "abort", words: "Roll back", key: "b", asks: true, variant: "primary" },
];

export function Buttons({ rollout }: { rollout: RolloutDto }) {
  const { session } = useSession();
  const { steer } = useSteer(rollout.row.id);
  const [asking, setAsking] = useState<Choice | null>(null);
  const resumes = stateOf(rollout, "resume")?.live ?? false;
  const first: Choice = resumes
    ? { command: "resume", words: "Resume", key: "p", asks: false }
    : { command: "pause", words: "Pause", key: "p", asks: false };
  const choices = [first, ...KEYS].filter((choice) => stateOf(rollout, choice.command));
  const readOnly = session.mode === "readOnly";
  const choose = (choice: Choice) =>
    choice.asks ? setAsking(choice) : steer.mutate({ command: choice.command, seen: null });
  const press = (choice: Choice) => {
    if (stateOf(rollout, choice.command)?.live && !steer.isPending) choose(choice);
  };
  const keys = choices.map((choice) => [choice.key, () => press(choice)] as const);
  usePageKeys(asking || readOnly ? {} : Object.fromEntries(keys));
  return (
    <SpaceBetween size="xs" direction="horizontal">
      {choices.map((choice) => {
        const state = stateOf(rollout, choice.command);
        return (
          <Button
            key={choice.command}
            variant={choice.variant}
            disabled={readOnly || !state?.live}
            disabledReason={
              readOnly ? "This account is open read-only." : (state?.whyNot ?? undefined)
            }
            loading={steer.isPending && steer.variables?.command === choice.command}
            loadingText="Asking the rollout"
            onClick={() => choose(choice)}
            ariaLabel={`${choice.words} (key ${choice.key})`}
            data-testid={`rollout-${choice.command}`}
          >
            {choice.words}
          </Button>
        );
      })}
      {asking && <Asking choice={asking} rollout={rollout} close={() => setAsking(null)} />}
    </SpaceBetween>
  );
}

function Asking(props: { choice: Choice; rollout: RolloutDto; close: () => void }) {
  const { choice, rollout, close } = props;
  const { steer } = useSteer(rollout.row.id, close);
  const state = stateOf(rollout, choice.command);
  return (
    <Modal
      visible
      onDismiss={close}
      closeAriaLabel="Close"
      header={`${choice.words}: ${rollout.row.function}:${rollout.row.alias}`}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!state?.live}
              loading={steer.isPending}
              loadingText="Asking the rollout"
              onClick={() => steer.mutate({ command: choice.command, seen: null })}
              data-testid="rollout-confirm"
            >
              {choice.words}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <Box>{state?.does}</Box>
        {!state?.live && state?.whyNot && <Box color="text-status-warning">{state.whyNot}</Box>}
        {steer.isError && <FailureAlert error={steer.error} />}
      </SpaceBetween>
    </Modal>
  );
}
