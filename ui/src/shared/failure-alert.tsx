/** What failed and what to do, in one shape everywhere. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { asFailure, type FailureDto } from "../ipc";
import { useSignIn } from "./sign-in-context";
import { Words } from "./words";

interface Props {
  /** What was thrown, or … */
  error?: unknown;
  /** … the failure itself. */
  failure?: FailureDto;
  again?: () => void;
}

export function FailureAlert({ error, failure = asFailure(error), again }: Props) {
  const signIn = useSignIn();
  const mend = failure.signedOut ? signIn : null;
  return (
    <div role="alert" data-testid="failure">
      <Alert
        type={failure.refusal ? "warning" : "error"}
        header={<Words text={failure.message} />}
        action={
          (again || mend) && (
            <SpaceBetween size="xs" direction="horizontal">
              {mend && (
                <Button variant="primary" onClick={mend} data-testid="sign-in">
                  Sign in
                </Button>
              )}
              {again && <Button onClick={again}>Try again</Button>}
            </SpaceBetween>
          )
        }
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
