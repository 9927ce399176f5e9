/** How a rollout's state is shown. */
import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { RolloutRowDto, RolloutStateDto, StandingDto, VerdictDto } from "../../ipc";

interface Shown {
  type: StatusIndicatorProps.Type;
  words: string;
}

const STATES: Record<RolloutStateDto, Shown> = {
  preparing: { type: "in-progress", words: "Preparing" },
  shifting: { type: "in-progress", words: "Shifting" },
  watching: { type: "in-progress", words: "Watching" },
  paused: { type: "warning", words: "Paused" },
  promoting: { type: "in-progress", words: "Promoting" },
  "rolling-back": { type: "in-progress", words: "Rolling back" },
  "rolled-back": { type: "stopped", words: "Rolled back" },
  completed: { type: "success", words: "Completed" },
  "needs-attention": { type: "error", words: "Needs attention" },
  left: { type: "stopped", words: "Left as it was found" },
};

export const STANDINGS: Record<StandingDto, string> = {
  running: "Under way",
  waiting: "Waiting for you",
  over: "History",
};

export const VERDICTS: Record<VerdictDto, Shown> = {
  pass: { type: "success", words: "Passes" },
  fail: { type: "error", words: "Fails" },
  inconclusive: { type: "pending", words: "Too little to tell" },
  error: { type: "warning", words: "Could not be read" },
};

export function shownState(row: Pick<RolloutRowDto, "state">): Shown {
  return STATES[row.state];
}

/** Whether a rollout may still change by itself. */
export function isLive(row: Pick<RolloutRowDto, "endedAt">): boolean {
  return row.endedAt === null;
}

export const DRIVERS = { program: "Crossfade", codeDeploy: "AWS CodeDeploy" } as const;
