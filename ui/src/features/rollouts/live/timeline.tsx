/** The steps: taken, holding, to come. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { RolloutDto, RolloutStepDto, StepStatusDto } from "../../../ipc";
import { clock, percent } from "../../../shared/format";

const STATUSES: Record<StepStatusDto, { type: StatusIndicatorProps.Type; words: string }> = {
  done: { type: "success", words: "Done" },
  current: { type: "in-progress", words: "Holds now" },
  moving: { type: "loading", words: "Being set" },
  ahead: { type: "pending", words: "To come" },
  dropped: { type: "stopped", words: "Not taken" },
};

export function Timeline({ rollout }: { rollout: RolloutDto }) {
  return (
    <Container fitHeight header={<Header variant="h2">Steps</Header>}>
      {rollout.steps.length === 0 ? (
        <Box color="text-body-secondary">The steps of this deployment are not known.</Box>
      ) : (
        <ol className="steps" data-testid="rollout-steps">
          {rollout.steps.map((step) => (
            <li key={step.number} aria-current={step.status === "current" ? "step" : undefined}>
              <Step step={step} waits={rollout.row.standing === "waiting"} />
            </li>
          ))}
        </ol>
      )}
    </Container>
  );
}

function Step({ step, waits }: { step: RolloutStepDto; waits: boolean }) {
  const { type, words } = STATUSES[step.status];
  return (
    <div className="step">
      <span className="step-share">{percent(step.percent)}</span>
      <StatusIndicator type={type}>{words}</StatusIndicator>
      <Box color="text-body-secondary" display="inline">
        {when(step, waits)}
        {step.watched && `, watched ${step.watched}`}
        {step.pause && ", then waits for you"}
      </Box>
    </div>
  );
}

/** When it was verified, or when it is due if all goes well; nothing is due while it waits. */
function when(step: RolloutStepDto, waits: boolean): string {
  if (step.verifiedAt) return `verified ${clock(new Date(step.verifiedAt))}`;
  if (!step.dueAt || step.status === "dropped") return "";
  return `${waits ? "at best" : "due"} ${clock(new Date(step.dueAt))}`;
}
