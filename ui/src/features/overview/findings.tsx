/** What is wrong, worst first, each with its remedy. */
import Box from "@cloudscape-design/components/box";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMemo, useState } from "react";
import type { AtlasDto, FindingDto, SeverityDto } from "../../ipc";
import { byText, type DataColumn, DataTable } from "../../shared/data-table";
import { FlowLinks } from "../../shared/links";
import { Target } from "../../shared/resolution";
import { Words } from "../../shared/words";

const RANK: Record<SeverityDto, number> = { error: 0, warning: 1, info: 2 };
const WORDS: Record<SeverityDto, string> = {
  error: "Callers fail",
  warning: "At risk",
  info: "Good to know",
};

const target = (row: FindingDto) =>
  row.function ? `${row.function}${row.alias ? `:${row.alias}` : ""}` : "";

const COLUMNS: DataColumn<FindingDto>[] = [
  {
    id: "severity",
    header: "Severity",
    text: (row) => WORDS[row.severity],
    cell: (row) => <StatusIndicator type={row.severity}>{WORDS[row.severity]}</StatusIndicator>,
    sortingComparator: (one, other) => RANK[one.severity] - RANK[other.severity],
    width: 150,
  },
  {
    id: "finding",
    header: "Finding",
    text: (row) => `${row.title}: ${row.message}`,
    cell: (row) => (
      <SpaceBetween size="xxs">
        <Box variant="strong">{row.title}</Box>
        <span>
          <Words text={row.message} />
        </span>
      </SpaceBetween>
    ),
    sortingComparator: byText((row) => row.title),
    minWidth: 260,
  },
  {
    id: "remedy",
    header: "What to do",
    text: (row) => row.remedy,
    cell: (row) => <Words text={row.remedy} />,
    minWidth: 220,
  },
  {
    id: "flow",
    header: "Flow",
    text: (row) => row.flow?.name ?? "",
    cell: (row) => (row.flow ? <FlowLinks flows={[row.flow]} none="" /> : "–"),
    minWidth: 140,
  },
  {
    id: "target",
    header: "Function",
    text: target,
    cell: (row) => (row.function ? <Target name={row.function} alias={row.alias} /> : "–"),
    minWidth: 140,
  },
];

const ALL: SelectProps.Option = { value: "all", label: "Every severity" };
const OPTIONS: SelectProps.Option[] = [
  ALL,
  ...(["error", "warning", "info"] as const).map((value) => ({ value, label: WORDS[value] })),
];

export function Findings(props: { atlas: AtlasDto }) {
  const [severity, setSeverity] = useState(ALL);
  const rows = useMemo(
    () => props.atlas.findings.filter((it) => severity === ALL || it.severity === severity.value),
    [props.atlas, severity],
  );
  return (
    <DataTable
      title="Findings"
      noun="finding"
      description="Worst first. Each says what to do about it."
      rows={rows}
      columns={COLUMNS}
      id={(row) => row.id}
      loadingText="Looking for findings"
      empty="Nothing is wrong."
      testId="findings"
      filters={
        <Select
          selectedOption={severity}
          options={OPTIONS}
          onChange={({ detail }) => setSeverity(detail.selectedOption)}
          ariaLabel="Severity"
        />
      }
    />
  );
}
