/** What every review has: labels, commands to copy, and the name that is typed. */
import Box from "@cloudscape-design/components/box";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { Fragment, type ReactNode } from "react";

export function Labelled(props: { label: string; children: ReactNode }) {
  return (
    <div>
      <Box variant="awsui-key-label">{props.label}</Box>
      {props.children}
    </div>
  );
}

export function Command(props: { text: string }) {
  return (
    <div className="command">
      <CopyToClipboard
        variant="icon"
        textToCopy={props.text}
        copyButtonAriaLabel="Copy the command"
        copySuccessText="Copied"
        copyErrorText="It could not be copied"
      />
      <code className="code-line">
        {props.text.split(" ").map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: words repeat, and never move.
          <Fragment key={index}>
            {index > 0 && " "}
            <span>{word}</span>
          </Fragment>
        ))}
      </code>
    </div>
  );
}

interface Typed {
  /** What has to be typed; null where nothing has to. */
  wanted: string | null;
  typed: string;
  onTyped: (typed: string) => void;
}

/** A person's word for what reaches callers. */
export function TypeToConfirm({ wanted, typed, onTyped }: Typed) {
  if (wanted === null) return null;
  return (
    <FormField
      label={`Type ${wanted} to confirm`}
      description="This account is LIVE: what you confirm here may reach callers."
    >
      <div data-testid="review-type-to-confirm">
        <Input
          value={typed}
          onChange={({ detail }) => onTyped(detail.value)}
          autoComplete={false}
          spellcheck={false}
          ariaRequired
        />
      </div>
    </FormField>
  );
}

/** Whether what was wanted was typed. */
export function isConfirmed(wanted: string | null | undefined, typed: string): boolean {
  return !wanted || typed.trim() === wanted;
}
