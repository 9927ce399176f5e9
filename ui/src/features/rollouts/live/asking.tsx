/** The question before a rollout is steered: what happens, and the name where callers move on. */
import Box from "@cloudscape-design/components/box";
import { useState } from "react";
import type { RolloutCommandDto, RolloutDto, ShareDto } from "../../../ipc";
import { ConfirmModal } from "../../../shared/confirm-modal";
import { FailureAlert } from "../../../shared/failure-alert";
import { useAside } from "../../../shared/use-aside";
import { Words } from "../../../shared/words";
import { isConfirmed, TypeToConfirm } from "../../review/parts";
import { stateOf } from "./commands";
import { useSteer } from "./use-steer";

interface Props {
  command: RolloutCommandDto;
  words: string;
  rollout: RolloutDto;
  /** Where the person saw the alias, for decisions about somebody else's change. */
  seen: ShareDto[] | null;
  close: () => void;
}

export function Asking({ command, words, rollout, seen, close }: Props) {
  const title = `${words}: ${rollout.row.function}:${rollout.row.alias}`;
  const aside = useAside(title, close);
  const { steer } = useSteer(rollout.row.id, {
    done: () =>
      aside.well({ type: "success", header: title, content: "The rollout has taken it." }),
    failed: aside.failed,
  });
  const [typed, setTyped] = useState("");
  const state = stateOf(rollout, command);
  const wanted = state?.types ? rollout.typeToConfirm : null;
  return (
    <ConfirmModal
      header={title}
      close={close}
      confirm={{
        words,
        act: () => steer.mutate({ command, seen, typed: typed.trim() || null }),
        writes: true,
        disabled: !state?.live || !isConfirmed(wanted, typed),
        busy: steer.isPending && { words: "Asking the rollout", aside: aside.put },
        testId: "rollout-confirm",
      }}
    >
      <Box>
        <Words text={state?.does ?? ""} />
      </Box>
      {!state?.live && state?.whyNot && <Box color="text-status-warning">{state.whyNot}</Box>}
      <TypeToConfirm wanted={wanted} typed={typed} onTyped={setTyped} />
      {steer.isError && <FailureAlert error={steer.error} />}
    </ConfirmModal>
  );
}
