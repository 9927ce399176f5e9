/** What a chart can show, and how far back. */
import type { ChartRangeDto, PointDto, VersionSeriesDto } from "../../ipc";

export type Measure = "invocations" | "errors" | "errorRate";

export const MEASURES: Record<
  Measure,
  { text: string; unit: string; points: (series: VersionSeriesDto) => PointDto[] }
> = {
  invocations: { text: "Calls", unit: "Calls", points: (series) => series.invocations },
  errors: { text: "Failed calls", unit: "Failed calls", points: (series) => series.errors },
  errorRate: { text: "Error rate", unit: "Failed, %", points: (series) => series.errorRate },
};

export const RANGES: Record<ChartRangeDto, { text: string; words: string; hours: number }> = {
  hour: { text: "1 h", words: "The last hour", hours: 1 },
  threeHours: { text: "3 h", words: "The last three hours", hours: 3 },
  day: { text: "1 d", words: "The last day", hours: 24 },
  week: { text: "1 w", words: "The last week", hours: 168 },
};
