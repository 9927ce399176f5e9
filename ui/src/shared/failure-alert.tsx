/** What failed and what to do, in one shape everywhere. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { asFailure, type FailureDto } from "../ipc";
import { Words } from "./words";

interface Props {
  /** What was thrown, or … */
  error?: unknown;
  /** … the failure itself. */
  failure?: FailureDto;
  again?: () => void;
}

export function FailureAlert({ error, failure = asFailure(error), again }: Props) {
  return (
    <div role="alert" data-testid="failure">
      <Alert
        type={failure.refusal ? "warning" : "error"}
        header={<Words text={failure.message} />}
        action={again && <Button onClick={again}>Try again</Button>}
      >
        <Words text={failure.remedy} />
        {failure.detail && (
          <ExpandableSection headerText={`Details (${failure.code})`}>
            <Box variant="code">
              <span className="code-line">{failure.detail}</span>
            </Box>
          </ExpandableSection>
        )}
      </Alert>
    </div>
  );
}
