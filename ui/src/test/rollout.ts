/** What a rollout is held to, for tests. */
import type { GatesDto } from "../ipc";

export const GATES: GatesDto = {
  alarms: ["orders-errors"],
  ignoreUnreadableAlarms: false,
  version: null,
  probes: [],
  probeTimes: { kind: "beforeStart" },
  errorsInARow: 4,
  pauseWhenBlind: false,
};
