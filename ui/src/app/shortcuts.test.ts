import { expect, it } from "vitest";
import { asked } from "./shortcuts";

const press = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

it("goes to a page after g", () => {
  expect(asked(press("g"), false, false)).toEqual({ kind: "g" });
  expect(asked(press("f"), true, false)).toEqual({ kind: "go", href: "#/flows" });
  expect(asked(press("f"), false, false)).toEqual({ kind: "nothing" });
});

it("leaves what is being typed alone, but opens the palette from there", () => {
  expect(asked(press("?"), false, true)).toEqual({ kind: "nothing" });
  expect(asked(press("?"), false, false)).toEqual({ kind: "keys" });
  expect(asked(press("k", { ctrlKey: true }), false, true)).toEqual({ kind: "palette" });
});
