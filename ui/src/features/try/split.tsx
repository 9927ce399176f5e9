/** Which versions answered, against the weights, with the margin. */
import Box from "@cloudscape-design/components/box";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import type { SplitDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { counted, percent, versionName } from "../../shared/format";
import { Told } from "../../shared/told";

export function Split({ split, noun, over }: { split: SplitDto; noun: string; over: boolean }) {
  const answers = split.shares.reduce((sum, it) => sum + it.answers, 0);
  return (
    <div>
      <Told words={over ? inWords(split, noun) : ""} />
      <SpaceBetween size="m">
        {!over && (
          <ProgressBar
            value={(split.done / split.wanted) * 100}
            label={`${split.done} of ${counted(split.wanted, noun)}`}
          />
        )}
        <Table
          variant="embedded"
          items={split.shares}
          trackBy="version"
          ariaLabels={{ tableLabel: "Answers by version" }}
          empty={over ? "No version answered." : "No answer yet."}
          data-testid="split"
          columnDefinitions={[
            {
              id: "version",
              header: "Version",
              isRowHeader: true,
              cell: (it) => versionName(it.version),
            },
            { id: "answers", header: "Answers", cell: (it) => it.answers },
            { id: "seen", header: "Seen", cell: (it) => percent(it.percent) },
            {
              id: "margin",
              header: "The true share, with 95 % certainty",
              cell: (it) => `${percent(it.low)} to ${percent(it.high)}`,
            },
            {
              id: "weight",
              header: "Weight",
              cell: (it) => (it.weight === null ? "None" : percent(it.weight)),
            },
            {
              id: "agrees",
              header: "Agrees with the weight?",
              cell: (it) =>
                answers === 0 ? (
                  "Nothing to tell from"
                ) : it.agrees ? (
                  <StatusIndicator type="success">Agrees</StatusIndicator>
                ) : (
                  <StatusIndicator type="warning">Does not agree</StatusIndicator>
                ),
            },
          ]}
        />
        {split.failed > 0 && (
          <Box color="text-status-error">{counted(split.failed, noun)} failed.</Box>
        )}
        {split.failure && <FailureAlert failure={split.failure} />}
      </SpaceBetween>
    </div>
  );
}

/** How it ended. */
function inWords(split: SplitDto, noun: string): string {
  const shares = split.shares.map((it) => `${versionName(it.version)} ${percent(it.percent)}`);
  const failed = split.failed > 0 ? ` ${counted(split.failed, noun)} failed.` : "";
  return `${split.done} of ${counted(split.wanted, noun)}: ${shares.join(", ") || "no version answered"}.${failed}`;
}
