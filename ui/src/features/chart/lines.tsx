/** The lines themselves. */
import Box from "@cloudscape-design/components/box";
import LineChart, { type LineChartProps } from "@cloudscape-design/components/line-chart";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ChartDto, ChartRangeDto } from "../../ipc";
import { versionColour } from "../../shared/colours";
import { axisTime, count, dateTime, percent, versionName, zone } from "../../shared/format";
import { MEASURES, type Measure, RANGES } from "./measures";

interface Props {
  chart: ChartDto;
  measure: Measure;
  /** How far back was asked for; else the chart is of a stretch of its own. */
  range?: ChartRangeDto;
}

export function Lines({ chart, measure, range }: Props) {
  const { unit, points } = MEASURES[measure];
  const value = measure === "errorRate" ? percent : count;
  const minutes = chart.periodSeconds / 60;
  const hours = (new Date(chart.to).getTime() - new Date(chart.from).getTime()) / 3_600_000;
  const versions: LineChartProps<Date>["series"] = chart.series.map((series) => ({
    title: versionName(series.version),
    type: "line",
    color: versionColour(series.version),
    valueFormatter: value,
    data: points(series).map((point) => ({ x: new Date(point.at), y: point.value })),
  }));
  const marks: LineChartProps<Date>["series"] = chart.marks.map((mark) => ({
    title: mark.label,
    type: "threshold",
    x: new Date(mark.at),
  }));
  const tops = chart.series.flatMap((series) => points(series).map((point) => point.value));
  const top = Math.max(measure === "errorRate" ? 5 : 2, ...tops);
  return (
    <SpaceBetween size="s">
      <LineChart<Date>
        series={[...versions, ...marks]}
        xDomain={[new Date(chart.from), new Date(chart.to)]}
        yDomain={[0, top]}
        xScaleType="time"
        xTitle={`Local time (${zone(new Date(chart.to))})`}
        yTitle={
          measure === "errorRate"
            ? unit
            : `${unit} per ${minutes === 1 ? "minute" : `${minutes} minutes`}`
        }
        height={260}
        hideFilter
        statusType="finished"
        ariaLabel={`${MEASURES[measure].text} by version`}
        i18nStrings={{
          xTickFormatter: (at) => axisTime(at, range ? RANGES[range].hours : hours),
          yTickFormatter: value,
        }}
        detailPopoverSeriesContent={({ series, y }) => ({ key: series.title, value: value(y) })}
        empty={
          <Box textAlign="center">
            No calls {range ? `in ${RANGES[range].words.toLowerCase()}` : "meanwhile"}.
          </Box>
        }
      />
      <Totals chart={chart} />
    </SpaceBetween>
  );
}

/** The same in words, for who does not see lines. */
function Totals(props: { chart: ChartDto }) {
  const { series, to } = props.chart;
  return (
    <SpaceBetween size="m" direction="horizontal">
      {series.map((it) => (
        <span key={it.version} data-testid={`chart-version-${it.version}`}>
          <Box variant="strong" display="inline">
            {versionName(it.version)}
          </Box>
          {`: ${count(it.totalInvocations)} calls, ${count(it.totalErrors)} failed`}
        </span>
      ))}
      <Box color="text-body-secondary">until {dateTime(to)}</Box>
    </SpaceBetween>
  );
}
