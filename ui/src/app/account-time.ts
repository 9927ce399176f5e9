/** The account's own time, ticking. On the practice account it runs faster. */
import { useEffect, useState } from "react";
import type { SessionDto } from "../ipc";

/** The account's time now, counted on from when the session was read. */
export function useAccountTime(session: SessionDto): Date {
  const [read] = useState(() => Date.now());
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return new Date(new Date(session.now).getTime() + (now - read) * session.timeFactor);
}
