import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { useAdded } from "./told";

it("knows what was added last, until more is", () => {
  const all = [["a"], ["a"], ["a", "b", "c"], ["a", "b", "c"], ["a", "b", "c", "d"]];
  const { result, rerender } = renderHook((at: number) => useAdded(all[at] ?? []), {
    initialProps: 0,
  });
  const told = all.map((_, at) => {
    rerender(at);
    return result.current;
  });
  expect(told).toEqual([["a"], ["a"], ["b", "c"], ["b", "c"], ["d"]]);
});
