/** Calls, failed calls and error rate by executed version, live while shown. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type ChartRangeDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";
import { ExportMenu } from "./export-menu";
import { Lines } from "./lines";
import { MEASURES, type Measure, RANGES } from "./measures";

interface Props {
  name: string;
  alias: string | null;
}

export function VersionChart(props: Props) {
  const { every } = useSession();
  const [range, setRange] = useState<ChartRangeDto>("hour");
  const [measure, setMeasure] = useState<Measure>("invocations");
  const chart = useQuery({
    queryKey: ["chart", props.name, props.alias, range],
    queryFn: () => shell.versionChart(props.name, props.alias, range),
    refetchInterval: Math.max(2_000, every(15)),
    placeholderData: (old) => old,
  });
  return (
    <Container
      data-testid="version-chart"
      header={
        <Header
          variant="h2"
          description={`${RANGES[range].words}, by the version that answered. Live while shown.`}
          actions={
            <ExportMenu
              draw={(format) => shell.exportChart(props.name, props.alias, range, format)}
            />
          }
        >
          Calls by version
        </Header>
      }
    >
      <SpaceBetween size="m">
        <SpaceBetween size="m" direction="horizontal">
          <SegmentedControl
            label="Time range"
            selectedId={range}
            options={Object.entries(RANGES).map(([id, { text }]) => ({ id, text }))}
            onChange={({ detail }) => setRange(detail.selectedId as ChartRangeDto)}
          />
          <SegmentedControl
            label="What is shown"
            selectedId={measure}
            options={Object.entries(MEASURES).map(([id, { text }]) => ({ id, text }))}
            onChange={({ detail }) => setMeasure(detail.selectedId as Measure)}
          />
        </SpaceBetween>
        {chart.isError && <FailureAlert error={chart.error} again={() => chart.refetch()} />}
        {chart.isPending && <Loading words="Reading metrics from CloudWatch…" />}
        {chart.data && <Lines chart={chart.data} measure={measure} range={range} />}
        {chart.data?.complete === false && (
          <Box color="text-status-warning">
            CloudWatch has not sent every point yet; the chart fills in by itself.
          </Box>
        )}
      </SpaceBetween>
    </Container>
  );
}
