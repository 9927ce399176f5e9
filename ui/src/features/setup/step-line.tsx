/** One step of guided work: where it stands, and why. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { StepDto, StepStateDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { counted, versionName } from "../../shared/format";
import { Words } from "../../shared/words";

const STATES: Record<StepStateDto, [StatusIndicatorProps.Type, string]> = {
  waiting: ["pending", "Not yet"],
  underWay: ["loading", "Under way"],
  done: ["success", "Done"],
  failed: ["error", "Stopped here"],
  passed: ["warning", "Left out"],
};

export function StepLine({ step }: { step: StepDto }) {
  const [type, words] = STATES[step.state];
  const made = step.made && !step.words.includes(step.made) ? step.made : null;
  return (
    <SpaceBetween size="xxs">
      <SpaceBetween size="xs" direction="horizontal">
        <StatusIndicator type={type}>{words}</StatusIndicator>
        <Words text={step.words} />
        {made && <Box color="text-body-secondary">{versionName(made)}</Box>}
      </SpaceBetween>
      {step.note && <Box color="text-body-secondary">{step.note}</Box>}
      {step.failure && <FailureAlert failure={step.failure} />}
    </SpaceBetween>
  );
}

/** How far it is, and what the step at hand came to. */
export function stepsInWords(steps: readonly StepDto[]): string {
  const done = steps.filter((step) => step.state === "done").length;
  const at = steps.findLast((step) => step.state !== "waiting");
  const standing = `${done} of ${counted(steps.length, "step")} done.`;
  if (!at) return standing;
  const why = at.failure ? ` ${at.failure.message}` : "";
  return `${standing} ${STATES[at.state][1]}: ${at.words}.${why}`.replaceAll("`", "");
}
