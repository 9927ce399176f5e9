/** What a person reads before saying yes. */
import Alert from "@cloudscape-design/components/alert";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReviewDto } from "../../ipc";
import { FlowNames, Numbers } from "../../shared/links";
import { ShareBar } from "../../shared/shares";
import { Words } from "../../shared/words";
import { Command, Labelled, TypeToConfirm } from "./parts";

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
        <Command text={review.command} />
      </Labelled>
      <TypeToConfirm wanted={review.typeToConfirm} typed={typed} onTyped={onTyped} />
    </SpaceBetween>
  );
}
