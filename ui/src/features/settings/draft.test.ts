import { expect, it } from "vitest";
import { draftOf, problems, toChoice } from "./draft";

it("keeps a choice as it was, and proposes read-only for a new profile", () => {
  const practice = { kind: "practice", timeScale: 15, empty: true } as const;
  const profile = { kind: "profile", name: "work", region: null, readOnly: false } as const;
  expect(toChoice(draftOf(practice))).toEqual(practice);
  expect(toChoice(draftOf(profile))).toEqual(profile);
  expect(draftOf(practice).readOnly).toBe(true);
});

it("says what is wrong", () => {
  const draft = draftOf({ kind: "practice", timeScale: 15, empty: false });
  expect(problems(draft)).toEqual({});
  expect(problems({ ...draft, timeScale: "" }).timeScale).toBeTruthy();
  expect(problems({ ...draft, timeScale: "0" }).timeScale).toBeTruthy();
  expect(problems({ ...draft, kind: "profile" }).name).toBeTruthy();
  expect(problems({ ...draft, kind: "profile", name: "x", region: "moon" }).region).toBeTruthy();
});
