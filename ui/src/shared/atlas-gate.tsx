/** Shows a page once the map is there; until then how far the scan is. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { type AtlasDto, asFailure } from "../ipc";
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
        {remarks(atlas.data)}
        {atlas.isError && <FailureAlert error={atlas.error} again={() => atlas.refetch()} />}
        {props.children(atlas.data)}
      </SpaceBetween>
    );
  }
  if (atlas.isError) return <FailureAlert error={atlas.error} again={() => atlas.refetch()} />;
  return <Scanning />;
}

/**
 * For pages that stand without the map: that it is missing, old or not whole,
 * or null. What rests on a missing map is not known.
 */
export function useMapNotice(): ReactNode {
  const atlas = useAtlas();
  if (atlas.data) return remarks(atlas.data);
  if (!atlas.isError) return null;
  const { message, remedy } = asFailure(atlas.error);
  return (
    <Alert
      type="warning"
      header="Which flows and phone numbers are affected is not known"
      action={<Button onClick={() => atlas.refetch()}>Try again</Button>}
    >
      The instance could not be scanned. <Words text={`${message} ${remedy}`} />
    </Alert>
  );
}

/** In what the map is old or not whole; null when it is neither. */
function remarks({ rescanFailed: failed, incomplete, scannedAt }: AtlasDto): ReactNode {
  if (!failed && incomplete.length === 0) return null;
  return (
    <SpaceBetween size="l">
      {failed && (
        <Alert
          type="warning"
          header="The instance could not be scanned anew"
          action={<ScanButton />}
        >
          Flows and phone numbers are shown as of {dateTime(scannedAt)}.{" "}
          <Words text={`${failed.message} ${failed.remedy}`} />
        </Alert>
      )}
      {incomplete.length > 0 && (
        <Alert type="warning" header="Not everything could be read">
          {incomplete.map((line) => (
            <div key={line}>
              <Words text={line} />
            </div>
          ))}
        </Alert>
      )}
    </SpaceBetween>
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
