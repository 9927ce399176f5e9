import { expect, it } from "vitest";
import { bridge, failure } from "../test/bridge";
import { asFailure, shell } from ".";

const thrown = (asked: Promise<unknown>) => asked.then(() => null, asFailure);

it("tells what the program tells", async () => {
  const refused = failure("The alias does not exist.");
  bridge({
    activity: () => {
      throw refused;
    },
  });
  expect(await thrown(shell.activity(null, 1))).toEqual(refused);
});

it("makes words of what Tauri rejects with before a command begins", async () => {
  for (const rejected of ["invalid args `limit` for command `activity`", null, 7, {}]) {
    bridge({
      activity: () => {
        throw rejected;
      },
    });
    const told = await thrown(shell.activity(null, 1));
    expect(told?.code).toBe("NotUnderstood");
    expect(told?.message).toContain("nothing was done");
    expect(told?.detail).toBe(String(rejected));
  }
});
