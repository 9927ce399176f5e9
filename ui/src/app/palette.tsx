/** Finds things and goes there, and runs what can be done at once. */
import Autosuggest, { type AutosuggestProps } from "@cloudscape-design/components/autosuggest";
import Modal from "@cloudscape-design/components/modal";
import { useEffect, useRef, useState } from "react";
import { type Entry, usePaletteEntries } from "./palette-entries";

export function Palette(props: { visible: boolean; close: () => void }) {
  return (
    <Modal
      visible={props.visible}
      onDismiss={props.close}
      header="Search and run"
      position="top"
      closeAriaLabel="Close"
    >
      {/* While it is shut nothing is asked for. */}
      {props.visible && <Search close={props.close} />}
    </Modal>
  );
}

function Search(props: { close: () => void }) {
  const groups = usePaletteEntries();
  const [words, setWords] = useState("");
  const input = useRef<AutosuggestProps.Ref>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => input.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  const entries = new Map<string, Entry>();
  const options = groups.map(({ label, entries: within }) => ({
    label,
    options: within.map((entry) => {
      const value = `${label}: ${entry.label} ${entry.href ?? ""}`;
      entries.set(value, entry);
      return { value, label: entry.label, description: entry.description };
    }),
  }));
  const take = (value: string | undefined) => {
    const entry = entries.get(value ?? "");
    if (!entry) return;
    props.close();
    if (entry.href) window.location.hash = entry.href.slice(1);
    entry.run?.();
  };
  return (
    <Autosuggest
      ref={input}
      value={words}
      onChange={({ detail }) => setWords(detail.value)}
      onSelect={({ detail }) => take(detail.selectedOption?.value)}
      options={options}
      placeholder="A flow, phone number, function, alias, page, or something to do"
      ariaLabel="Search"
      empty="Nothing is called that."
      enteredTextLabel={(value) => `Find "${value}"`}
      expandToViewport
      hideEnteredTextOption
    />
  );
}
