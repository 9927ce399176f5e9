/** Keys that work everywhere, except while something is being typed. */
import { useEffect, useRef } from "react";
import { PAGE_KEYS } from "./pages";

/** What a key press asks for; `g` waits for the next key. */
export function asked(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
  afterG: boolean,
  typing: boolean,
): { kind: "palette" | "keys" | "g" | "nothing" } | { kind: "go"; href: string } {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && key === "k") return { kind: "palette" };
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return { kind: "nothing" };
  if (event.key === "?") return { kind: "keys" };
  const page = afterG ? PAGE_KEYS[key] : undefined;
  if (page) return { kind: "go", href: page.href };
  return { kind: key === "g" ? "g" : "nothing" };
}

const NOTHING = { kind: "nothing" } as const;

export function useShortcuts(open: { palette: () => void; keys: () => void }) {
  useEffect(() => {
    let afterG = false;
    const hear = (event: KeyboardEvent) => {
      // What is being decided in a dialog is not thrown away by a key.
      const wish = isInDialog(event) ? NOTHING : asked(event, afterG, isTyping(event));
      afterG = wish.kind === "g";
      if (wish.kind === "nothing" || wish.kind === "g") return;
      event.preventDefault();
      if (wish.kind === "go") window.location.hash = wish.href.slice(1);
      else open[wish.kind]();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [open]);
}

/** Keys of one page. The key after `g` is not theirs, nor any while a dialog is open. */
export function usePageKeys(keys: Record<string, () => void>) {
  // What is heard outlives a render: a page that is read again each second must
  // not forget that `g` was pressed.
  const present = useRef(keys);
  useEffect(() => {
    present.current = keys;
  });
  useEffect(() => {
    let afterG = false;
    const hear = (event: KeyboardEvent) => {
      const wish = asked(event, afterG, isTyping(event));
      const second = afterG;
      afterG = wish.kind === "g";
      if (wish.kind !== "nothing" || second || event.repeat || isTyping(event)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || isInDialog(event)) return;
      const act = present.current[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
}

/** Whether the key belongs to what has the focus: a field, or an open list or menu. */
function isTyping(event: KeyboardEvent): boolean {
  return isWithin(
    event,
    "input, textarea, select, [contenteditable=true], [role=listbox], [role=menu], " +
      "[aria-haspopup][aria-expanded=true]",
  );
}

/** Whether a dialog is open. A click beside its fields leaves the focus nowhere. */
function isInDialog(event: KeyboardEvent): boolean {
  return isWithin(event, "[role=dialog]") || /modal-open/.test(document.body.className);
}

function isWithin(event: KeyboardEvent, selector: string): boolean {
  return event.target instanceof Element && !!event.target.closest(selector);
}
