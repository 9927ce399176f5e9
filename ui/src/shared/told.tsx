/** Reads out what changed on the page, for those who do not see it. */
import LiveRegion from "@cloudscape-design/components/live-region";
import { useState } from "react";

/** Nothing is shown: the words say again what the page shows. */
export function Told(props: { words: string }) {
  return <LiveRegion hidden>{props.words}</LiveRegion>;
}

/** What a list that only grows had added to it last. */
export function useAdded<T>(all: readonly T[]): readonly T[] {
  const [last, setLast] = useState({ count: all.length, added: all });
  if (all.length === last.count) return last.added;
  const added = all.slice(last.count);
  setLast({ count: all.length, added });
  return added;
}
