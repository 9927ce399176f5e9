import { expect, it } from "vitest";
import type { SessionDto } from "../ipc";
import { accountTime } from "./account-time";

it("counts on from when the session was first seen, as fast as the account's time runs", () => {
  const session = { now: "2026-11-23T10:00:00Z", timeFactor: 15 } as SessionDto;
  expect(accountTime(session, 1_000).toISOString()).toBe("2026-11-23T10:00:00.000Z");
  expect(accountTime(session, 3_000).toISOString()).toBe("2026-11-23T10:00:30.000Z");
});
