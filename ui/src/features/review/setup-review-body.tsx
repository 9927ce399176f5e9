/** What guided work, a clean-up or a stack's change comes to: read before yes. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { ReviewLineDto, SetupReviewDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { counted } from "../../shared/format";
import { NumberLinks } from "../../shared/links";
import { Words } from "../../shared/words";
import { Differences } from "./differences";
import { Command, Labelled, TypeToConfirm } from "./parts";

interface Props {
  review: SetupReviewDto;
  typed: string;
  onTyped: (typed: string) => void;
}

export function SetupReviewBody({ review, typed, onTyped }: Props) {
  return (
    <SpaceBetween size="l">
      {review.warnings.map((warning) => (
        <Alert key={warning} type="warning">
          <Words text={warning} />
        </Alert>
      ))}
      <ColumnLayout columns={2}>
        <Labelled label="Flows whose callers hear a difference">
          {review.flows.length > 0 ? (
            review.flows.map((flow) => <div key={flow}>{flow}</div>)
          ) : (
            <Box color="text-body-secondary">None</Box>
          )}
        </Labelled>
        <Labelled label="Phone numbers that reach them">
          <NumberLinks numbers={review.phoneNumbers} none="None" />
        </Labelled>
      </ColumnLayout>
      <Labelled label="What is done, in this order">
        {review.lines.length === 0 && <div>Nothing: all of it stands.</div>}
        <ol className="steps" data-testid="review-lines">
          {review.lines.map((line) => (
            <li key={line.command + line.words}>
              <Line line={line} />
            </li>
          ))}
        </ol>
      </Labelled>
      <TypeToConfirm wanted={review.typeToConfirm} typed={typed} onTyped={onTyped} />
    </SpaceBetween>
  );
}

function Line({ line }: { line: ReviewLineDto }) {
  return (
    <SpaceBetween size="xxs">
      <Words text={line.words} />
      {line.refused ? (
        <FailureAlert failure={line.refused} />
      ) : (
        <Box color="text-body-secondary">{line.undo}</Box>
      )}
      {line.differences.length > 0 && (
        <Aside header={counted(line.differences.length, "difference")}>
          <Differences changes={line.differences} />
        </Aside>
      )}
      <Aside header="The same on the command line">
        <Command text={line.command} />
      </Aside>
    </SpaceBetween>
  );
}

/** It says no more loudly than the line what it is about. */
function Aside(props: { header: string; children: ReactNode }) {
  const header = (
    <Box variant="span" fontSize="body-m" fontWeight="normal">
      {props.header}
    </Box>
  );
  return (
    <ExpandableSection variant="inline" headerText={header}>
      {props.children}
    </ExpandableSection>
  );
}
