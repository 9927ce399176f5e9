/** The window as it is, with answers of a test in place of the program. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { emit } from "@tauri-apps/api/event";
import { mockIPC } from "@tauri-apps/api/mocks";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { Notices, NotificationsProvider } from "../app/notifications";
import { SESSION, SessionProvider } from "../app/session";
import type { InstanceDto, SessionDto, SettingsDto } from "../ipc";
import { atlas } from "./atlas";

type Given = Record<string, unknown>;
/** Answers by command; what a test throws is what Tauri rejects with. */
export type Answers = Record<string, (given: Given) => unknown>;

export const INSTANCE: InstanceDto = { arn: "arn:i", id: "i", alias: "small", status: "ACTIVE" };

export function session(more: Partial<SessionDto> = {}): SessionDto {
  return {
    number: 0,
    mode: "practice",
    account: "111122223333",
    caller: "arn:aws:sts::111122223333:assumed-role/practice/me",
    region: "us-east-1",
    profile: null,
    signsInBy: null,
    timeFactor: 1,
    now: "2026-11-23T10:00:00Z",
    endpoint: null,
    version: "0.1.0",
    problem: null,
    recoveredActs: 0,
    ...more,
  };
}

export const SETTINGS: SettingsDto = {
  account: { kind: "practice", timeScale: 15, empty: false },
  theme: "light",
  profiles: [],
  profilesFailed: null,
  dataFolder: "/tmp/crossfade",
};

const USUAL: Answers = {
  session: () => session(),
  settings: () => SETTINGS,
  instances: () => [INSTANCE],
  atlas: () => atlas(),
  alarms: () => [],
  rollouts: () => ({ rows: [], more: false, problem: null }),
};

/** Answers what the window asks: as `answers` says, else as a quiet account does. */
export function bridge(answers: Answers = {}): { asked: string[] } {
  const asked: string[] = [];
  mockIPC(
    async (command, given) => {
      asked.push(command);
      const answer = answers[command] ?? USUAL[command];
      if (!answer) throw `${command} is not answered in this test`;
      return answer((given ?? {}) as Given);
    },
    { shouldMockEvents: true },
  );
  return { asked };
}

/** As the program tells of something. */
export const tell = emit;

/** Renders with what every part of the window needs. */
export function show(part: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const shown = render(
    <QueryClientProvider client={client}>
      <NotificationsProvider>{part}</NotificationsProvider>
    </QueryClientProvider>,
  );
  return { client, ...shown };
}

/** Renders a page of an open account. */
export function showPage(page: ReactNode, of: SessionDto = session()) {
  const shown = show(
    <SessionProvider session={of} instances={[INSTANCE]}>
      <Notices />
      {page}
    </SessionProvider>,
  );
  shown.client.setQueryData(SESSION, of);
  return shown;
}

/** As the program says what went wrong. */
export function failure(message: string) {
  return { refusal: false, code: "Broken", message, remedy: "Try it again later.", detail: null };
}
