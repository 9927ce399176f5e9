import { expect, test } from "vitest";
import { isWhole } from "./numbers";

test("only whole numbers within the bounds are taken", () => {
  const taken = ["1", "100", " 7 "];
  const refused = ["-1", "0", "101", "2.5", "", " ", "many", "1e9"];
  expect(taken.map((it) => isWhole(it, 1, 100))).toEqual(taken.map(() => true));
  expect(refused.map((it) => isWhole(it, 1, 100))).toEqual(refused.map(() => false));
});
