/** The last look: what will happen, who is affected, what undoes it. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { FailureAlert } from "../../../shared/failure-alert";
import { FlowNames, Numbers } from "../../../shared/links";
import { Loading } from "../../../shared/loading";
import { Words } from "../../../shared/words";
import { Command, Labelled, TypeToConfirm } from "../../review/parts";
import { Forecast } from "./forecast";
import type { DraftReview } from "./use-draft-review";

const UNKNOWN = "Not known: the flows were not looked at";

interface Props {
  review: DraftReview;
  note: string;
  onNote: (note: string) => void;
  typed: string;
  onTyped: (typed: string) => void;
  shipAnyway: boolean;
  onShipAnyway: (ship: boolean) => void;
  /** Why it was not started. */
  refused: unknown;
}

export function Review(props: Props) {
  const { data, isError, error, refetch } = props.review;
  if (isError) return <FailureAlert error={error} again={() => refetch()} />;
  if (!data) return <Loading words="Looking at everything once more…" />;
  return (
    <SpaceBetween size="l">
      {props.refused !== null && <FailureAlert error={props.refused} />}
      {data.firingAlarms.length > 0 && (
        <Alert type="warning" header="Alarms fire already">
          <SpaceBetween size="s">
            <div>{data.firingAlarms.join(", ")}</div>
            <Checkbox
              checked={props.shipAnyway}
              onChange={({ detail }) => props.onShipAnyway(detail.checked)}
            >
              {data.wish.driver.kind === "program"
                ? "Ship the fix anyway; these alarms count again once they have been OK"
                : "Ship the fix anyway; this deployment does not watch these alarms at all"}
            </Checkbox>
          </SpaceBetween>
        </Alert>
      )}
      <Container header={<Header variant="h2">{data.title}</Header>}>
        <SpaceBetween size="l">
          <Forecast forecast={data.forecast} />
          <ColumnLayout columns={2}>
            <Labelled label="Gates">
              {data.gates.map((gate) => (
                <div key={gate}>
                  <Words text={gate} />
                </div>
              ))}
            </Labelled>
            <Labelled label="What undoes it">{data.undo}</Labelled>
            {data.makes.length > 0 && (
              <div data-testid="rollout-makes">
                <Box variant="awsui-key-label">Made before the first call moves</Box>
                {data.makes.map((made) => (
                  <div key={made}>
                    <Words text={made} />
                  </div>
                ))}
              </div>
            )}
            <Labelled label="Flows that call it">
              <FlowNames
                flows={data.flows}
                none={data.flowsLookedAt ? "No flow of this instance" : UNKNOWN}
              />
            </Labelled>
            <Labelled label="Phone numbers whose callers can reach it">
              <Numbers numbers={data.phoneNumbers} none={data.flowsLookedAt ? "None" : UNKNOWN} />
            </Labelled>
          </ColumnLayout>
          <Labelled label="The first step and the way back on the command line">
            {data.commands.map((command) => (
              <Command key={command} text={command} />
            ))}
          </Labelled>
          <Why {...props} />
          <TypeToConfirm wanted={data.typeToConfirm} typed={props.typed} onTyped={props.onTyped} />
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

function Why({ note, onNote }: Props) {
  return (
    <FormField
      label="Why"
      description="For the journal and the report, such as a change ticket; may be empty."
    >
      <Input
        value={note}
        onChange={({ detail }) => onNote(detail.value)}
        data-testid="wizard-note"
      />
    </FormField>
  );
}
