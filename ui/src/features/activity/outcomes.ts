/** How acts end, in words. */
import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { ActOutcomeDto } from "../../ipc";

export const OUTCOMES: Record<
  ActOutcomeDto,
  { type: StatusIndicatorProps.Type; text: string; means: string }
> = {
  pending: {
    type: "pending",
    text: "Open",
    means:
      "It is under way, or its outcome is not known yet. The next start looks at the alias and settles it.",
  },
  done: { type: "success", text: "Done", means: "AWS was asked again and confirmed it." },
  failed: { type: "error", text: "Not done", means: "It was refused, and nothing changed." },
  foundDone: {
    type: "success",
    text: "Done, found later",
    means: "The answer was lost. A look at the alias showed that it had taken effect.",
  },
  foundNotDone: {
    type: "stopped",
    text: "Not done, found later",
    means:
      "The program was stopped or the answer was lost. A look at the alias showed that nothing had changed.",
  },
  foundOther: {
    type: "warning",
    text: "Moved by somebody else",
    means: "A look showed that the alias stands somewhere else, so somebody else moved it.",
  },
};

export function wentWell(outcome: ActOutcomeDto): boolean {
  return outcome === "done" || outcome === "foundDone";
}
