/** A button that writes: it is off, and says why, where the account is open read-only. */
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import { useReadOnly } from "./use-read-only";

export function WriteButton(props: ButtonProps & { "data-testid"?: string }) {
  const { readOnly, reason } = useReadOnly();
  return (
    <Button
      {...props}
      disabled={readOnly || props.disabled}
      disabledReason={reason ?? props.disabledReason}
    />
  );
}
