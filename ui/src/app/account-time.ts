/** The account's own time, ticking. On the practice account it runs faster. */
import { useEffect, useState } from "react";
import type { SessionDto } from "../ipc";

/** When a session was first seen here; its `now` is of that moment. */
const SEEN = new WeakMap<SessionDto, number>();

/** The account's time at a moment on the wall. */
export function accountTime(session: SessionDto, wall: number): Date {
  const seen = SEEN.get(session) ?? wall;
  SEEN.set(session, seen);
  return new Date(new Date(session.now).getTime() + (wall - seen) * session.timeFactor);
}

export function useAccountTime(session: SessionDto): Date {
  const [wall, setWall] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setWall(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return accountTime(session, wall);
}
