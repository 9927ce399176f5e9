/** The four buttons, with keys. All but a pause are asked about first. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { usePageKeys } from "../../../app/shortcuts";
import type { RolloutCommandDto, RolloutDto } from "../../../ipc";
import { useReadOnly } from "../../../shared/use-read-only";
import { WriteButton } from "../../../shared/write-button";
import { Asking } from "./asking";
import { stateOf } from "./commands";
import { useSteer } from "./use-steer";

interface Choice {
  command: RolloutCommandDto;
  words: string;
  key: string;
  variant?: "primary";
}

const PAUSE: Choice = { command: "pause", words: "Pause", key: "p" };
const RESUME: Choice = { command: "resume", words: "Resume", key: "p" };
const KEYS: Choice[] = [
  { command: "promoteStep", words: "Promote one step", key: "n" },
  { command: "promoteFully", words: "Promote fully", key: "f" },
  { command: "abort", words: "Roll back", key: "b", variant: "primary" },
];

export function Buttons({ rollout }: { rollout: RolloutDto }) {
  const { steer } = useSteer(rollout.row.id);
  const [asking, setAsking] = useState<Choice | null>(null);
  const resumes = stateOf(rollout, "resume")?.live ?? false;
  const choices = [resumes ? RESUME : PAUSE, ...KEYS].filter((choice) =>
    stateOf(rollout, choice.command),
  );
  const { readOnly } = useReadOnly();
  const choose = (choice: Choice) =>
    choice === PAUSE
      ? steer.mutate({ command: choice.command, seen: null, typed: null })
      : setAsking(choice);
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
          <WriteButton
            key={choice.command}
            variant={choice.variant}
            disabled={!state?.live}
            disabledReason={state?.whyNot ?? undefined}
            loading={steer.isPending && steer.variables?.command === choice.command}
            loadingText="Asking the rollout"
            onClick={() => choose(choice)}
            ariaLabel={`${choice.words} (key ${choice.key})`}
            data-testid={`rollout-${choice.command}`}
          >
            {choice.words}
          </WriteButton>
        );
      })}
      {asking && <Asking {...asking} rollout={rollout} seen={null} close={() => setAsking(null)} />}
    </SpaceBetween>
  );
}
