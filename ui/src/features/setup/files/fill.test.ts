import { expect, test } from "vitest";
import type { NeedDto } from "../../../ipc";
import { chosen, filled } from "./fill";

const need: NeedDto = {
  action: "a",
  pointer: "/Parameters/LambdaFunctionARN",
  block: "InvokeLambdaFunction",
  kind: "function",
  text: "{PLACEHOLDER}",
  name: null,
  open: "it is still to be filled in",
  known: false,
  suggestions: [],
};
const offers = [{ arn: "arn:1", name: "orders:PROD" }];

test("a place holds what was put in last, and nothing when it is emptied", () => {
  const once = filled([], need, "arn:0");
  const twice = filled(once, need, "arn:1");
  expect(twice).toEqual([{ action: "a", pointer: need.pointer, text: "arn:1" }]);
  expect(filled(twice, need, "")).toEqual([]);
});

test("what was chosen is shown by its name", () => {
  expect(chosen(filled([], need, "arn:1"), need, offers, "own", "Itself")).toBe("orders:PROD");
  expect(chosen(filled([], need, "own"), need, offers, "own", "Itself")).toBe("Itself");
  expect(chosen(filled([], need, "arn:x"), need, offers, "own", "Itself")).toBe("arn:x");
  expect(chosen([], need, offers, "own", "Itself")).toBe("");
});
