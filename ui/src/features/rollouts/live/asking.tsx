/** The question before a rollout is steered: what happens, and the name where callers move on. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { RolloutCommandDto, RolloutDto, ShareDto } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { Words } from "../../../shared/words";
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
  const { steer } = useSteer(rollout.row.id, close);
  const [typed, setTyped] = useState("");
  const state = stateOf(rollout, command);
  const wanted = state?.types ? rollout.typeToConfirm : null;
  const confirmed = wanted === null || typed.trim() === wanted;
  return (
    <Modal
      visible
      onDismiss={close}
      closeAriaLabel="Close"
      header={`${words}: ${rollout.row.function}:${rollout.row.alias}`}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!state?.live || !confirmed}
              loading={steer.isPending}
              loadingText="Asking the rollout"
              onClick={() => steer.mutate({ command, seen, typed: typed.trim() || null })}
              data-testid="rollout-confirm"
            >
              {words}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <Box>
          <Words text={state?.does ?? ""} />
        </Box>
        {!state?.live && state?.whyNot && <Box color="text-status-warning">{state.whyNot}</Box>}
        {wanted && (
          <FormField label={`Type ${wanted} to confirm`} description="This alias takes live calls.">
            <Input
              value={typed}
              onChange={({ detail }) => setTyped(detail.value)}
              autoComplete={false}
              spellcheck={false}
              ariaRequired
              autoFocus
            />
          </FormField>
        )}
        {steer.isError && <FailureAlert error={steer.error} />}
      </SpaceBetween>
    </Modal>
  );
}
