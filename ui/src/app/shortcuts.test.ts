import { expect, it } from "vitest";
import { PAGE_KEYS, PAGES } from "./pages";
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

it("goes to every page there is, by a key of its own", () => {
  expect(Object.keys(PAGE_KEYS)).toHaveLength(PAGES.length);
  for (const page of PAGES) {
    expect(asked(press(page.key), true, false)).toEqual({ kind: "go", href: page.href });
  }
  // `g` itself begins anew.
  expect(PAGE_KEYS.g).toBeUndefined();
});
