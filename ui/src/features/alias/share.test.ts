import { expect, it } from "vitest";
import { isShare, parsedShare } from "./share";

it("takes shares as people type them, and nothing else", () => {
  expect(["25", "12,5", "0.25", " 7 %"].map(parsedShare)).toEqual([25, 12.5, 0.25, 7]);
  for (const typed of ["", "-1", "1e2", "101", "0.001", "ten"]) {
    expect(isShare(parsedShare(typed)), typed).toBe(false);
  }
});
