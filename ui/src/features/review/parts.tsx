/** What every review has: labels, commands to copy, and the name that is typed. */
import Box from "@cloudscape-design/components/box";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import type { ReactNode } from "react";

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
    <div>
      <Box variant="code">
        <span className="code-line">{props.text}</span>
      </Box>{" "}
      <CopyToClipboard
        variant="icon"
        textToCopy={props.text}
        copyButtonAriaLabel="Copy the command"
        copySuccessText="Copied"
        copyErrorText="It could not be copied"
      />
    </div>
  );
}

interface Typed {
  wanted: string;
  why: string;
  typed: string;
  onTyped: (typed: string) => void;
}

export function TypeToConfirm({ wanted, why, typed, onTyped }: Typed) {
  return (
    <FormField label={`Type ${wanted} to confirm`} description={why}>
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
