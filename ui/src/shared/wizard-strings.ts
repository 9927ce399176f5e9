/** What every wizard says of itself. */
import type { WizardProps } from "@cloudscape-design/components/wizard";

/** `submitting` is told while the last step is carried out. */
export function wizardStrings(submitting: string): WizardProps.I18nStrings {
  return {
    stepNumberLabel: (number) => `Step ${number}`,
    collapsedStepsLabel: (number, count) => `Step ${number} of ${count}`,
    cancelButton: "Cancel",
    previousButton: "Back",
    nextButton: "Next",
    navigationAriaLabel: "Steps",
    errorIconAriaLabel: "Error",
    nextButtonLoadingAnnouncement: "Working",
    submitButtonLoadingAnnouncement: submitting,
  };
}
