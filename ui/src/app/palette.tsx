/** Finds things and goes there. */

import type { AutosuggestProps } from "@cloudscape-design/components/autosuggest";
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Modal from "@cloudscape-design/components/modal";
import { useEffect, useRef, useState } from "react";
import type { AtlasDto } from "../ipc";
import { sharesText } from "../shared/format";
import { useAtlas } from "../shared/use-atlas";
import { routes } from "./routes";
import { PAGE_KEYS } from "./shortcuts";

export function Palette(props: { visible: boolean; close: () => void }) {
  const atlas = useAtlas();
  const [words, setWords] = useState("");
  const input = useRef<AutosuggestProps.Ref>(null);
  useEffect(() => {
    if (!props.visible) return;
    setWords("");
    const frame = requestAnimationFrame(() => input.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [props.visible]);
  const go = (href: string | undefined) => {
    if (!href?.startsWith("#")) return;
    props.close();
    window.location.hash = href.slice(1);
  };
  return (
    <Modal
      visible={props.visible}
      onDismiss={props.close}
      header="Search and run"
      position="top"
      closeAriaLabel="Close"
    >
      <Autosuggest
        ref={input}
        value={words}
        onChange={({ detail }) => setWords(detail.value)}
        onSelect={({ detail }) => go(detail.selectedOption?.value ?? detail.value)}
        options={options(atlas.data)}
        placeholder="A flow, phone number, function, alias or page"
        ariaLabel="Search"
        empty="Nothing is called that."
        enteredTextLabel={(value) => `Find "${value}"`}
        expandToViewport
        hideEnteredTextOption
      />
    </Modal>
  );
}

/** Everything that can be gone to. */
export function options(atlas: AtlasDto | undefined): AutosuggestProps.Options {
  const pages = [
    ...Object.values(PAGE_KEYS).map((page) => ({ value: page.href, label: page.name })),
    { value: routes.newRollout(), label: "Start a rollout" },
  ];
  if (!atlas) return [{ label: "Pages", options: pages }];
  const functions = [...new Set(atlas.aliases.map((alias) => alias.function))];
  return [
    { label: "Pages", options: pages },
    {
      label: "Aliases",
      options: atlas.aliases.map((it) => ({
        value: routes.alias(it.function, it.alias),
        label: `${it.function}:${it.alias}`,
        description: `${sharesText(it.shares)} – shift or move`,
      })),
    },
    {
      label: "Functions",
      options: functions.map((name) => ({ value: routes.function(name), label: name })),
    },
    {
      label: "Flows and modules",
      options: atlas.flows.map((it) => ({ value: routes.flow(it.id), label: it.name })),
    },
    {
      label: "Phone numbers",
      options: atlas.phoneNumbers.map((it) => ({
        value: routes.whichFor(it.number),
        label: it.number,
        description: it.description,
      })),
    },
  ];
}
