/** Which command is live. */
import type { CommandStateDto, RolloutCommandDto, RolloutDto } from "../../../ipc";

export function stateOf(
  rollout: RolloutDto,
  command: RolloutCommandDto,
): CommandStateDto | undefined {
  return rollout.commands.find((it) => it.command === command);
}
