import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { ListField, NumberField, OptionalNumberField } from "./fields";
import { listed, numbered, parsed, RULES, wrong, wrongNumber, wrongSteps } from "./numbers";

it("lets a number be cleared and written anew, and says what is wrong meanwhile", async () => {
  let held = 25;
  function Held() {
    const [value, set] = useState(held);
    held = value;
    return <NumberField rule={RULES.noticePercent} value={value} set={set} />;
  }
  render(<Held />);
  const field = screen.getByLabelText<HTMLInputElement>(RULES.noticePercent.label);
  await userEvent.clear(field);
  expect(field.value).toBe("");
  expect(screen.getByText("Write a number from 0.01 to 100.")).toBeTruthy();
  await userEvent.type(field, "5.");
  expect(field.value).toBe("5.");
  await userEvent.type(field, "5");
  expect([field.value, held]).toEqual(["5.5", 5.5]);
  expect(screen.queryByText(/Write a number/)).toBeNull();
});

it("takes nothing for nothing where a number may be left out", async () => {
  let held: number | null = 3000;
  function Held() {
    const [value, set] = useState<number | null>(held);
    held = value;
    return <OptionalNumberField rule={RULES.limitMillis} value={value} set={set} />;
  }
  render(<Held />);
  await userEvent.clear(screen.getByLabelText(RULES.limitMillis.label));
  expect(held).toBeNull();
  expect(screen.queryByText(/or nothing/)).toBeNull();
});

it("keeps the comma that somebody types", async () => {
  let held: string[] = [];
  function Held() {
    const [value, set] = useState(held);
    held = value;
    return <ListField label="Keys" value={value} read={listed} set={set} />;
  }
  render(<Held />);
  const field = screen.getByLabelText<HTMLInputElement>("Keys");
  await userEvent.type(field, "version, greeting");
  expect(field.value).toBe("version, greeting");
  expect(held).toEqual(["version", "greeting"]);
});

it("tells whole numbers, ranges and what is no number apart", () => {
  expect(parsed("1.5", RULES.toleratedFailures)).toBe(1.5);
  expect(wrong(1.5, RULES.toleratedFailures)).toMatch(/whole number/);
  expect([parsed("1e9", RULES.patienceSeconds), parsed("-1", RULES.patienceSeconds)]).toEqual([
    Number.NaN,
    Number.NaN,
  ]);
  expect(wrong(Number.NaN, RULES.patienceSeconds)).toBeTruthy();
  expect(wrong(61, RULES.timeLimitSeconds)).toBeTruthy();
  expect(wrong(null, RULES.limitMillis)).toBeUndefined();
});

it("finds the number that is none in the gates", () => {
  const probe = {
    name: "menu",
    event: "{}",
    accepts: "stringMap" as const,
    timeLimitSeconds: Number.NaN,
    requiredKeys: [],
  };
  const gates = {
    alarms: [],
    ignoreUnreadableAlarms: false,
    version: null,
    probes: [],
    probeTimes: { kind: "beforeStart" as const },
    errorsInARow: 4,
    pauseWhenBlind: false,
  };
  expect(wrongNumber(gates)).toBeNull();
  expect(wrongNumber({ ...gates, errorsInARow: 1.5 })).toMatch(/in a row/);
  expect(wrongNumber({ ...gates, probes: [probe] })).toMatch(/The flow waits/);
});

it("reads the steps after which probes run", () => {
  const steps = (text: string) => wrongSteps({ kind: "steps", steps: numbered(text) });
  expect(steps("1, 3")).toBeUndefined();
  for (const text of ["", "0", "1, x"]) expect(steps(text), text).toBeTruthy();
});
