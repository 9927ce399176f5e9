/** Which command is live. */
import type { CommandStateDto, RolloutCommandDto, RolloutDto } from "../../../ipc";

export function stateOf(
  rollout: RolloutDto,
  command: RolloutCommandDto,
): CommandStateDto | undefined {
  return rollout.commands.find((it) => it.command === command);
}

/** The keys of a rollout's page, and what they do. */
export const STEER_KEYS = [
  { key: "p", text: "Pause, or resume after a question" },
  { key: "n", text: "Promote one step, after a question" },
  { key: "f", text: "Promote fully, after a question" },
  { key: "b", text: "Roll back, after a question" },
];
