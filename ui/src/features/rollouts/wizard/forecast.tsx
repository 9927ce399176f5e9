/** Step by step, with clock times: at best when, and at worst how long back. */
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { ForecastDto } from "../../../ipc";
import { dateTime, percent } from "../../../shared/format";

export function Forecast({ forecast }: { forecast: ForecastDto }) {
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={4}
        items={[
          { label: "Done at best", value: dateTime(forecast.finish) },
          { label: "Takes", value: forecast.takes },
          { label: "Asks you", value: forecast.pauses === 0 ? "Never" : `${forecast.pauses} ×` },
          { label: "A rollback takes at worst", value: forecast.rollbackWithin },
        ]}
      />
      <Table
        variant="embedded"
        items={forecast.steps}
        ariaLabels={{ tableLabel: "Steps if started now" }}
        columnDefinitions={[
          {
            id: "at",
            header: "If started now",
            cell: (step) => dateTime(step.at),
            isRowHeader: true,
          },
          { id: "percent", header: "New version", cell: (step) => percent(step.percent) },
          { id: "watched", header: "Watched", cell: (step) => step.watched || "–" },
          {
            id: "pause",
            header: "Afterwards",
            cell: (step) => (step.pause ? "Then waits for you" : ""),
          },
        ]}
        contentDensity="compact"
      />
      {!forecast.codeDeployCan && (
        <Box color="text-body-secondary">CodeDeploy cannot carry this pace out.</Box>
      )}
    </SpaceBetween>
  );
}
