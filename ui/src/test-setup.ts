import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach } from "vitest";

// What is waited for comes when it comes; a loaded machine is no failure.
configure({ asyncUtilTimeout: 20_000 });
afterEach(cleanup);

// Cloudscape leaves timers of its animations behind, which find no window any
// more once the tests of a file are over.
const begin = globalThis.setTimeout;
const begun = new Set<ReturnType<typeof begin>>();
globalThis.setTimeout = ((...asked: Parameters<typeof begin>) => {
  const timer = begin(...asked);
  begun.add(timer);
  return timer;
}) as typeof begin;
afterAll(() => {
  for (const timer of begun) clearTimeout(timer);
});

// jsdom has no layout; Cloudscape asks for these.
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= NoObserver as unknown as typeof ResizeObserver;
globalThis.IntersectionObserver ??= NoObserver as unknown as typeof IntersectionObserver;
// What is told takes the focus a second later, by this.
globalThis.CSS ??= { escape: (name: string) => name } as typeof CSS;
window.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener() {},
  removeEventListener() {},
})) as unknown as typeof window.matchMedia;
