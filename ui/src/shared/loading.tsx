/** Waiting, in words. */
import StatusIndicator from "@cloudscape-design/components/status-indicator";

export function Loading(props: { words: string }) {
  return (
    <div role="status" aria-live="polite">
      <StatusIndicator type="loading">{props.words}</StatusIndicator>
    </div>
  );
}
