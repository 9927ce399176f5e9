import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// What is waited for comes when it comes; a loaded machine is no failure.
configure({ asyncUtilTimeout: 20_000 });
afterEach(cleanup);

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
