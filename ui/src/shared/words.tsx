/** Sentences of the program and of AWS; what stands in backticks is a value. */
import Box from "@cloudscape-design/components/box";
import Icon, { type IconProps } from "@cloudscape-design/components/icon";
import type { ReactNode } from "react";

export function Words(props: { text: string }) {
  const parts = props.text.split("`");
  // An odd number of backticks is no quoting.
  if (parts.length % 2 === 0) return <>{props.text}</>;
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move.
          <code className="value" key={index}>
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </>
  );
}

export type Tone = "success" | "info" | "warning" | "error";

const ICONS: Record<Tone, { name: IconProps.Name; label: string }> = {
  success: { name: "status-positive", label: "Good" },
  info: { name: "status-info", label: "Note" },
  warning: { name: "status-warning", label: "Warning" },
  error: { name: "status-negative", label: "Error" },
};

/** A whole sentence with its tone, broken between words only. */
export function Said(props: { tone: Tone; children: ReactNode }) {
  const { name, label } = ICONS[props.tone];
  return (
    <Box color={`text-status-${props.tone}`}>
      <Icon name={name} variant={props.tone} ariaLabel={label} /> {props.children}
    </Box>
  );
}
