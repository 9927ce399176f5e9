import { expect, test } from "vitest";
import { GATES } from "../../../test/rollout";
import { EMPTY, gatesProblem, missing, OWN, planText, wish } from "./draft";

const CHOSEN = { ...EMPTY, name: "orders", alias: "PROD", to: "8", gates: GATES };

test("a step is left only with what it asks for", () => {
  expect(missing(EMPTY, 0)).toMatch(/alias/);
  expect(missing({ ...EMPTY, name: "orders", alias: "PROD" }, 1)).toMatch(/version/);
  expect(missing(CHOSEN, 4)).toBeNull();
  expect(missing({ ...CHOSEN, driver: "codeDeploy" }, 3)).toMatch(/deployment group/);
});

test("a wish is what was chosen", () => {
  expect(wish(EMPTY)).toBeNull();
  expect(wish(CHOSEN)).toMatchObject({ function: "orders", alias: "PROD", to: "8" });
  const deployed = wish({ ...CHOSEN, driver: "codeDeploy", group: "orders/orders-PROD" });
  expect(deployed?.driver).toEqual({
    kind: "codeDeploy",
    application: "orders",
    group: "orders-PROD",
    serviceRole: null,
  });
  expect(planText({ ...CHOSEN, plan: OWN, steps: " 50 % 1 min, 100 % " })).toBe(
    "50 % 1 min, 100 %",
  );
});

test("CodeDeploy watches the alarms of its group and nothing else", () => {
  const probe = {
    name: "menu",
    event: "{",
    accepts: "json" as const,
    timeLimitSeconds: 3,
    requiredKeys: [],
  };
  const draft = {
    ...CHOSEN,
    driver: "codeDeploy" as const,
    gates: { ...GATES, probes: [probe] },
    group: "orders/orders-PROD",
    groupAlarms: ["theirs"],
  };
  expect(wish(draft)?.gates).toMatchObject({ alarms: ["theirs"], version: null, probes: [] });
  const newGroup = { application: "orders", group: "new", role: "arn:aws:iam::1:role/r" };
  expect(wish({ ...draft, newGroup })?.gates.alarms).toEqual(["orders-errors"]);
});

test("a probe needs a name and JSON", () => {
  const probe = {
    name: "menu",
    accepts: "stringMap" as const,
    timeLimitSeconds: 3,
    requiredKeys: [],
  };
  expect(gatesProblem({ ...GATES, probes: [{ ...probe, event: "{" }] })).toMatch(/not JSON/);
  expect(gatesProblem({ ...GATES, probes: [{ ...probe, name: " ", event: "{}" }] })).toMatch(
    /name/,
  );
  expect(gatesProblem({ ...GATES, probes: [{ ...probe, event: "{}" }] })).toBeNull();
});
