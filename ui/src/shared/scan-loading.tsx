/** Waits, and tells how far the reading of the instance is. */
import { Loading } from "./loading";
import { useScanProgress } from "./use-atlas";

export function ScanLoading(props: { words: string }) {
  const progress = useScanProgress();
  const told = progress && progress.done < progress.total;
  return (
    <Loading
      words={told ? `${progress.stage}: ${progress.done} of ${progress.total}…` : props.words}
    />
  );
}
