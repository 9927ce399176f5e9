/** Shows a page once the map is there; until then how far the scan is. */
import Alert from "@cloudscape-design/components/alert";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { AtlasDto } from "../ipc";
import { FailureAlert } from "./failure-alert";
import { useAtlas, useScanProgress } from "./use-atlas";

export function AtlasGate(props: { children: (atlas: AtlasDto) => ReactNode }) {
  const atlas = useAtlas();
  if (atlas.data) {
    return (
      <SpaceBetween size="l">
        {atlas.isError && <FailureAlert error={atlas.error} again={() => atlas.refetch()} />}
        {atlas.data.incomplete.length > 0 && (
          <Alert type="warning" header="Not everything could be read">
            {atlas.data.incomplete.map((line) => (
              <div key={line}>{line}</div>
            ))}
          </Alert>
        )}
        {props.children(atlas.data)}
      </SpaceBetween>
    );
  }
  if (atlas.isError) return <FailureAlert error={atlas.error} again={() => atlas.refetch()} />;
  return <Scanning />;
}

export function Scanning() {
  const progress = useScanProgress();
  const share = progress?.total ? (100 * progress.done) / progress.total : 0;
  const counted = progress?.total ? `${progress.done} of ${progress.total}` : undefined;
  return (
    <ProgressBar
      value={share}
      label="Scanning the instance"
      description={progress?.stage ?? "Listing flows, modules and phone numbers"}
      additionalInfo={counted}
    />
  );
}
