import { expect, test } from "vitest";
import { countdown } from "./countdown";

test("a countdown says the two largest units, and never a negative time", () => {
  const now = new Date("2026-11-23T10:00:00Z");
  const until = (at: string) => countdown(`2026-11-23T${at}Z`, now);
  expect(until("10:00:09.2")).toBe("In 10 s");
  expect(until("10:01:05")).toBe("In 1 min 5 s");
  expect(until("12:30:00")).toBe("In 2 h 30 min");
  expect(until("09:59:59")).toBe("Now");
});
