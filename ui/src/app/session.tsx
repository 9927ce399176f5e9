/** Which account is open, and which instance is chosen. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { type InstanceDto, type SessionDto, shell } from "../ipc";
import { useNotifications } from "./notifications";

/** Names the question which account is open. */
export const SESSION = ["session"];

export interface OpenSession {
  session: SessionDto;
  instances: InstanceDto[];
  instance: InstanceDto;
  choose: (arn: string) => void;
  /** Milliseconds on the wall for so many of the account's seconds, at least one second. */
  every: (accountSeconds: number) => number;
}

const Context = createContext<OpenSession | null>(null);

/** The open session; only below `SessionProvider`. */
export function useSession(): OpenSession {
  const session = useContext(Context);
  if (!session) throw new Error("useSession is used outside of SessionProvider");
  return session;
}

/** Answers whether the account is still open, for what ends when another one may be. */
export function useIsOpen(): () => boolean {
  const { session } = useSession();
  const client = useQueryClient();
  return () => client.getQueryData<SessionDto>(SESSION)?.number === session.number;
}

export function useSessionQuery() {
  return useQuery({ queryKey: SESSION, queryFn: () => shell.session(), staleTime: Infinity });
}

export function useInstancesQuery(enabled: boolean) {
  return useQuery({ queryKey: ["instances"], queryFn: () => shell.instances(), enabled });
}

export function SessionProvider(props: {
  session: SessionDto;
  instances: [InstanceDto, ...InstanceDto[]];
  children: ReactNode;
}) {
  const { session, instances } = props;
  const [chosen, choose] = useState(instances[0].arn);
  const value = useMemo(
    () => ({
      session,
      instances,
      instance: instances.find((it) => it.arn === chosen) ?? instances[0],
      choose,
      every: (seconds: number) => Math.max(1_000, (seconds * 1000) / session.timeFactor),
    }),
    [session, instances, chosen],
  );
  return <Context.Provider value={value}>{props.children}</Context.Provider>;
}

/**
 * Shows another session in place of the one that is left. What was read of the
 * old one is reset, not removed: a query that is removed stays with those who
 * look at it, and they would show the old account for ever.
 */
export function useShowSession() {
  const client = useQueryClient();
  const { forgetAll } = useNotifications();
  return (session: SessionDto) => {
    forgetAll();
    client.setQueryData(SESSION, session);
    client.resetQueries({ predicate: (query) => query.queryKey[0] !== SESSION[0] });
  };
}
