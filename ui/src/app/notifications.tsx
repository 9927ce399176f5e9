/** What just happened, above the page. */
import Flashbar, { type FlashbarProps } from "@cloudscape-design/components/flashbar";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useLocation } from "wouter";
import { asFailure, type FailureDto } from "../ipc";
import { Words } from "../shared/words";

export interface Notice {
  type: "success" | "info" | "warning" | "error" | "in-progress";
  header: string;
  content?: ReactNode;
  action?: ReactNode;
}

interface Notifications {
  items: FlashbarProps.MessageDefinition[];
  /** Answers how to take it away again. */
  tell: (notice: Notice) => () => void;
  tellFailure: (error: unknown) => void;
  /** Takes every notice away. */
  forgetAll: () => void;
  /** Takes away what went well: another page is open. */
  moveOn: () => void;
}

const Context = createContext<Notifications | null>(null);
const MOST = 5;
let number = 0;

export function NotificationsProvider(props: { children: ReactNode }) {
  const [items, setItems] = useState<FlashbarProps.MessageDefinition[]>([]);
  const tell = useCallback((notice: Notice) => {
    number += 1;
    const id = `notice-${number}`;
    const dismiss = () => setItems((old) => old.filter((item) => item.id !== id));
    const item: FlashbarProps.MessageDefinition = {
      id,
      dismissible: true,
      dismissLabel: "Dismiss",
      onDismiss: dismiss,
      ariaRole: notice.type === "error" || notice.type === "warning" ? "alert" : "status",
      ...notice,
      header: inWords(notice.header),
      content: inWords(notice.content),
    };
    setItems((old) => [item, ...old].slice(0, MOST));
    return dismiss;
  }, []);
  const tellFailure = useCallback(
    (error: unknown) => {
      tell(failureNotice(asFailure(error)));
    },
    [tell],
  );
  const forgetAll = useCallback(() => setItems([]), []);
  const moveOn = useCallback(
    () => setItems((old) => old.filter((item) => item.type !== "success")),
    [],
  );
  const value = useMemo(
    () => ({ items, tell, tellFailure, forgetAll, moveOn }),
    [items, tell, tellFailure, forgetAll, moveOn],
  );
  return <Context.Provider value={value}>{props.children}</Context.Provider>;
}

/** A failure as it is told above the page. */
export function failureNotice({ refusal, message, remedy }: FailureDto): Notice {
  return { type: refusal ? "warning" : "error", header: message, content: remedy };
}

/** Sentences hold values in backticks. */
function inWords(said: ReactNode): ReactNode {
  return typeof said === "string" ? <Words text={said} /> : said;
}

export function useNotifications(): Notifications {
  const notifications = useContext(Context);
  if (!notifications) throw new Error("useNotifications is used outside of its provider");
  return notifications;
}

/** What went well is told until another page is opened; the rest until it is dismissed. */
export function Notices() {
  const { items, moveOn } = useNotifications();
  const [place] = useLocation();
  const last = useRef(place);
  useEffect(() => {
    if (last.current !== place) moveOn();
    last.current = place;
  }, [place, moveOn]);
  return (
    <div className={items.length > 0 ? "notices" : undefined} data-testid="notices">
      <Flashbar items={items} stackItems={false} />
    </div>
  );
}
