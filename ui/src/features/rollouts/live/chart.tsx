/** Calls by version while the rollout ran, with its steps; and the report. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../../app/session";
import { type RolloutDto, shell } from "../../../ipc";
import { useSavedFile } from "../../../shared/csv-button";
import { FailureAlert } from "../../../shared/failure-alert";
import { Loading } from "../../../shared/loading";
import { ExportMenu } from "../../chart/export-menu";
import { Lines } from "../../chart/lines";
import { MEASURES, type Measure } from "../../chart/measures";

export function RolloutChart({ rollout }: { rollout: RolloutDto }) {
  const { every } = useSession();
  const { id, endedAt } = rollout.row;
  const [measure, setMeasure] = useState<Measure>("invocations");
  const chart = useQuery({
    queryKey: ["rollout-chart", id],
    queryFn: () => shell.rolloutChart(id),
    refetchInterval: endedAt ? 60_000 : Math.max(2_000, every(15)),
    placeholderData: (old) => old,
  });
  return (
    <Container
      data-testid="rollout-chart"
      header={
        <Header
          variant="h2"
          description="Vertical lines show when the alias moved, and when an alarm fired or was OK again."
          actions={<Takes rollout={rollout} />}
        >
          Calls by version
        </Header>
      }
    >
      <SpaceBetween size="m">
        <SegmentedControl
          label="What is shown"
          selectedId={measure}
          options={Object.entries(MEASURES).map(([key, { text }]) => ({ id: key, text }))}
          onChange={({ detail }) => setMeasure(detail.selectedId as Measure)}
        />
        {chart.isError && <FailureAlert error={chart.error} again={() => chart.refetch()} />}
        {chart.isPending && <Loading words="Reading metrics from CloudWatch…" />}
        {chart.data && <Lines chart={chart.data} measure={measure} />}
      </SpaceBetween>
    </Container>
  );
}

function Takes({ rollout }: { rollout: RolloutDto }) {
  const told = useSavedFile();
  const { id, ours } = rollout.row;
  const report = useMutation({
    mutationFn: () => shell.exportRolloutReport(id),
    onSuccess: (file) => told.saved(file, "the report"),
    onError: told.failed,
  });
  return (
    <SpaceBetween size="xs" direction="horizontal">
      {ours && (
        <Button
          iconName="file"
          loading={report.isPending}
          loadingText="Writing the report"
          onClick={() => report.mutate()}
          data-testid="rollout-report"
        >
          Report
        </Button>
      )}
      <ExportMenu draw={(format) => shell.exportRolloutChart(id, format)} />
    </SpaceBetween>
  );
}
