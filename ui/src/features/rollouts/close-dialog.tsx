/** The window was asked to close while rollouts are under way. */
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type CloseChoiceDto, onCloseAsked, type RolloutRowDto, shell } from "../../ipc";
import { ConfirmModal } from "../../shared/confirm-modal";
import { FailureAlert } from "../../shared/failure-alert";
import { percent } from "../../shared/format";
import { HandOver, useHandOver } from "./hand-over";

const CHOICES: { value: CloseChoiceDto; label: string; description: string }[] = [
  {
    value: "keepRunning",
    label: "Keep running in the tray",
    description:
      "Only the window closes. The tray's icon brings it back; where the desktop has no tray, starting Crossfade again does.",
  },
  {
    value: "pause",
    label: "Pause here",
    description: "The weights stay as they are, and nobody watches the gates until the next start.",
  },
  {
    value: "rollBack",
    label: "Roll back",
    description:
      "Every call goes back to the old version; then the program ends. Where that fails, the window stays and says why.",
  },
  {
    value: "handOver",
    label: "Hand over to CodeDeploy",
    description:
      "Every call goes back to the old version; CodeDeploy then starts from its first step, and goes on without this computer.",
  },
];

export function CloseDialog() {
  const [rollouts, setRollouts] = useState<RolloutRowDto[]>([]);
  const [choice, setChoice] = useState<CloseChoiceDto>("keepRunning");
  const [typed, setTyped] = useState<Record<string, string>>({});
  /** Somebody looks at the page while it is under way. */
  const [aside, setAside] = useState(false);
  useEffect(
    () =>
      onCloseAsked((asked) => {
        setRollouts(asked.rollouts);
        setAside(false);
        // Where it is not heard, the program ends without an answer.
        shell.closeHeard().catch(() => undefined);
      }),
    [],
  );
  const close = useMutation({
    mutationFn: () => shell.closeWindow(choice, Object.values(typed)),
    onSuccess: () => setRollouts([]),
    // What failed is said, whoever looks at something else.
    onError: () => setAside(false),
  });
  const stay = () => {
    setRollouts([]);
    setTyped({});
    close.reset();
  };
  const handOver = useHandOver(choice === "handOver" && rollouts.length > 0);
  if (rollouts.length === 0 || aside) return null;
  const ready = choice !== "handOver" || handOver.isReady(typed);
  return (
    <ConfirmModal
      header={rollouts.length === 1 ? "A rollout is under way" : "Rollouts are under way"}
      close={stay}
      closeWords="Stay"
      confirm={{
        words: "Close the window",
        act: () => close.mutate(),
        writes: false,
        disabled: !ready,
        busy: close.isPending && {
          words: "Waiting until that is done",
          aside: () => setAside(true),
          end: "the window closes once it is done, and this comes back and says why if it is not.",
        },
        testId: "close-confirm",
      }}
    >
      {close.isError && <FailureAlert error={close.error} />}
      {rollouts.map((row) => (
        <div key={row.id}>
          {row.function}:{row.alias}: {percent(row.percent)} to version {row.to}
        </div>
      ))}
      <RadioGroup
        value={choice}
        items={CHOICES.map((it) => ({ ...it, disabled: close.isPending }))}
        ariaLabel="What becomes of the rollouts"
        onChange={({ detail }) => {
          setChoice(detail.value as CloseChoiceDto);
          close.reset();
        }}
      />
      {choice === "handOver" && <HandOver {...handOver} typed={typed} onTyped={setTyped} />}
    </ConfirmModal>
  );
}
