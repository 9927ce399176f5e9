/** Shows a page once the map is there; until then how far the scan is. */
import Alert from "@cloudscape-design/components/alert";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { AtlasDto } from "../ipc";
import { FailureAlert } from "./failure-alert";
import { dateTime } from "./format";
import { ScanButton } from "./scan";
import { useAtlas, useScanProgress } from "./use-atlas";
import { Words } from "./words";

export function AtlasGate(props: { children: (atlas: AtlasDto) => ReactNode }) {
  const atlas = useAtlas();
  if (atlas.data) {
    return (
      <SpaceBetween size="l">
        <AtlasRemarks atlas={atlas.data} />
        {atlas.isError && <FailureAlert error={atlas.error} again={() => atlas.refetch()} />}
        {props.children(atlas.data)}
      </SpaceBetween>
    );
  }
  if (atlas.isError) return <FailureAlert error={atlas.error} again={() => atlas.refetch()} />;
  return <Scanning />;
}

/** In what the map is old or not whole. */
export function AtlasRemarks({ atlas }: { atlas: AtlasDto }) {
  const { rescanFailed: failed } = atlas;
  return (
    <>
      {failed && (
        <Alert
          type="warning"
          header="The instance could not be scanned anew"
          action={<ScanButton />}
        >
          Flows and phone numbers are shown as of {dateTime(atlas.scannedAt)}.{" "}
          <Words text={`${failed.message} ${failed.remedy}`} />
        </Alert>
      )}
      {atlas.incomplete.length > 0 && (
        <Alert type="warning" header="Not everything could be read">
          {atlas.incomplete.map((line) => (
            <div key={line}>
              <Words text={line} />
            </div>
          ))}
        </Alert>
      )}
    </>
  );
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
