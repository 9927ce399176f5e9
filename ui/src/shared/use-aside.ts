/** A call goes on when its modal is put aside or its page is left; how it ended is told then. */
import { useEffect, useRef } from "react";
import { failureNotice, type Notice, useNotifications } from "../app/notifications";
import { useIsOpen, useSession } from "../app/session";
import { asFailure } from "../ipc";

/** Tells for the account that is open now, with its number where another one is open by then. */
export function useTellOfAccount() {
  const { session } = useSession();
  const { tell } = useNotifications();
  const isOpen = useIsOpen();
  return (notice: Notice) => {
    if (isOpen()) return tell(notice);
    // What it leads to would be looked for in the other account.
    const header = `Account ${session.account}, ${session.region}: ${notice.header}`;
    return tell({ ...notice, header, action: undefined });
  };
}

/**
 * For the call of a modal, or of a page that may be left meanwhile. Its outcome belongs into `useMutation`'s own
 * callbacks: those are called whether or not the modal is still there.
 */
export function useAside(title: string, close?: () => void) {
  const tell = useTellOfAccount();
  const gone = useRef(false);
  const underWay = useRef<() => void>(undefined);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  /** The call has ended. Answers whether nobody sees its modal, so that it has to be told. */
  const ended = () => {
    underWay.current?.();
    return gone.current;
  };
  return {
    tell,
    ended,
    /** It came to what was asked for: the modal closes, or it is told. */
    well: (notice: Notice) => {
      if (ended()) tell(notice);
      else close?.();
    },
    /** The modal says why, or it is told. */
    failed: (error: unknown) => {
      if (ended()) tell(failureNotice(asFailure(error)));
    },
    /** Closes the modal; a notice stands for the call as long as it is under way. */
    put: () => {
      gone.current = true;
      underWay.current = tell({
        type: "in-progress",
        header: `Under way: ${title}`,
        content: "It goes on in the background. A notification says how it ended.",
      });
      close?.();
    },
  };
}
