/** What a person reads before saying yes. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { ReviewDto } from "../../ipc";
import { FlowNames, Numbers } from "../../shared/links";
import { ShareBar } from "../../shared/shares";
import { Words } from "../../shared/words";

interface Props {
  review: ReviewDto;
  typed: string;
  onTyped: (typed: string) => void;
}

export function ReviewBody({ review, typed, onTyped }: Props) {
  return (
    <SpaceBetween size="l">
      {review.unchanged && (
        <Alert type="info">
          {review.function}:{review.alias} stands there already; there is nothing to change.
        </Alert>
      )}
      {review.warnings.map((warning) => (
        <Alert key={warning} type="warning">
          <Words text={warning} />
        </Alert>
      ))}
      <ColumnLayout columns={2}>
        <Labelled label="Now">
          <ShareBar shares={review.before} />
        </Labelled>
        <Labelled label="Afterwards">
          <ShareBar shares={review.after} />
        </Labelled>
        <Labelled label="Flows that call it">
          <FlowNames flows={review.flows} none="No flow of this instance" />
        </Labelled>
        <Labelled label="Phone numbers whose callers can reach it">
          <Numbers numbers={review.phoneNumbers} none="None" />
        </Labelled>
      </ColumnLayout>
      <Labelled label="What undoes it">{review.undo}</Labelled>
      <Labelled label="The same on the command line">
        <Box variant="code">
          <span className="code-line">{review.command}</span>
        </Box>{" "}
        <CopyToClipboard
          variant="icon"
          textToCopy={review.command}
          copyButtonAriaLabel="Copy the command"
          copySuccessText="Copied"
          copyErrorText="It could not be copied"
        />
      </Labelled>
      {review.typeToConfirm && (
        <FormField
          label={`Type ${review.typeToConfirm} to confirm`}
          description="The account is LIVE: callers reach what this alias points to."
        >
          <div data-testid="review-type-to-confirm">
            <Input
              value={typed}
              onChange={({ detail }) => onTyped(detail.value)}
              autoComplete={false}
              spellcheck={false}
              ariaRequired
            />
          </div>
        </FormField>
      )}
    </SpaceBetween>
  );
}

function Labelled(props: { label: string; children: ReactNode }) {
  return (
    <div>
      <Box variant="awsui-key-label">{props.label}</Box>
      {props.children}
    </div>
  );
}
