/** Whether the open account takes no writes, and why a button is off then. */
import { useSession } from "../app/session";

export interface ReadOnly {
  readOnly: boolean;
  /** For a button's `disabledReason`; absent where writes may be made. */
  reason: string | undefined;
}

export function useReadOnly(): ReadOnly {
  const readOnly = useSession().session.mode === "readOnly";
  const reason = readOnly
    ? "This account is open read-only; switch that off in Settings."
    : undefined;
  return { readOnly, reason };
}
