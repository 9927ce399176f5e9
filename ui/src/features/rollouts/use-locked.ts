/** Why nothing may be changed; undefined when it may. */
import { useSession } from "../../app/session";

export function useLocked(): string | undefined {
  const { session } = useSession();
  return session.mode === "readOnly"
    ? "This account is open read-only; switch that off in Settings."
    : undefined;
}
