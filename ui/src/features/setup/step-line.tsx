/** One step of guided work: where it stands, and why. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { StepDto, StepStateDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
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
  return (
    <SpaceBetween size="xxs">
      <SpaceBetween size="xs" direction="horizontal">
        <StatusIndicator type={type}>{words}</StatusIndicator>
        <Words text={step.words} />
        {step.made && <Box color="text-body-secondary">{step.made}</Box>}
      </SpaceBetween>
      {step.note && <Box color="text-body-secondary">{step.note}</Box>}
      {step.failure && <FailureAlert failure={step.failure} />}
    </SpaceBetween>
  );
}
