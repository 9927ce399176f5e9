/**
 * Tells who cannot see the window that another page is there: its heading gets
 * the focus, and the window its title.
 */
import { useEffect, useRef } from "react";

/** Stands beside the page, so that it arrives when the page does. */
export function Arrival(props: { place: string }) {
  const { place } = props;
  const last = useRef(place);
  useEffect(() => {
    const moved = last.current !== place;
    last.current = place;
    if (arrive(moved)) return;
    // A page that reads something first has its heading later.
    const observer = new MutationObserver(() => arrive(moved) && observer.disconnect());
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [place]);
  return null;
}

/** Whether there is a heading to arrive at. */
function arrive(moved: boolean): boolean {
  const heading = document.querySelector<HTMLElement>("main h1");
  if (!heading) return false;
  document.title = `${heading.textContent} – Crossfade`;
  // A page may begin with a field that is to be filled in.
  if (moved && !document.activeElement?.closest("main input, main textarea")) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  return true;
}
