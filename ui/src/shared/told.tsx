/** Reads out what changed on the page, for those who do not see it. */
import LiveRegion from "@cloudscape-design/components/live-region";

/** Nothing is shown: the words say again what the page shows. */
export function Told(props: { words: string }) {
  return <LiveRegion hidden>{props.words}</LiveRegion>;
}
