import { expect, test } from "vitest";
import type { AliasDto } from "../../../ipc";
import { EMPTY, LOOP, missing, wish, withFreeNames } from "./draft";

test("a step says what it lacks", () => {
  expect(missing(EMPTY, 0)).toBe("Choose a function.");
  const chosen = { ...EMPTY, name: "orders", codeSha256: "abc" };
  expect(missing(chosen, 0)).toBeNull();
  expect(missing({ ...chosen, alias: "42" }, 1)).toContain("no number");
  expect(missing({ ...chosen, alias: "PROD-2" }, 1)).toBeNull();
  expect(missing({ ...chosen, loop: { ...LOOP, timeLimit: 9 } }, 3)).toContain("3 to 8");
});

test("an alias that exists is used as it stands, or not at all", () => {
  const there = [{ alias: "PROD" } as AliasDto];
  const chosen = { ...EMPTY, name: "orders" };
  expect(missing(chosen, 1, there)).toContain("orders:PROD exists");
  expect(missing({ ...chosen, asItStands: true }, 1, there)).toBeNull();
  expect(missing({ ...chosen, alias: "LIVE" }, 1, there)).toBeNull();
});

test("the wish holds what was chosen, as it was shown", () => {
  const made = wish({ ...EMPTY, name: "orders", flows: { f1: "print" }, loop: LOOP }, "arn");
  expect(made.instances[0]?.flows).toEqual([{ flowId: "f1", fingerprint: "print" }]);
  expect(made.instances[0]?.tests.map((it) => it.name)).toEqual([
    "LambdaAlias-test",
    "LambdaAlias-loop",
  ]);
  expect(made.version).toBeNull();
  const both = wish({ ...EMPTY, others: ["arn-2"] }, "arn");
  expect(both.instances.map((it) => it.arn)).toEqual(["arn", "arn-2"]);
  expect(both.instances[1]?.tests).toEqual([]);
});

test("a test flow gets a name that no other flow has", () => {
  const named = withFreeNames({ ...EMPTY, alias: "LIVE" }, new Set(["LambdaAlias-test"]));
  expect(named.test?.name).toBe("LambdaAlias-test-LIVE");
  expect(withFreeNames(EMPTY, new Set()).test?.name).toBe("LambdaAlias-test");
  const both = new Set(["LambdaAlias-test", "LambdaAlias-test-PROD", "LambdaAlias-test-PROD-2"]);
  expect(withFreeNames(EMPTY, both).test?.name).toBe("LambdaAlias-test-PROD-3");
});
