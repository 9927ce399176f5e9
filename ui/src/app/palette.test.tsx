import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { atlas } from "../test/atlas";
import { bridge, session, showPage } from "../test/bridge";
import { Palette } from "./palette";

const orders = {
  function: "orders",
  alias: "PROD",
  shares: [{ version: "7", percent: 100 }],
  split: false,
  flows: [],
  phoneNumbers: [],
};

const search = () => screen.findByRole("combobox", { name: "Search" });
const offered = () => screen.queryAllByRole("option").map((it) => it.textContent);

async function choose(words: string, option: string) {
  await userEvent.clear(await search());
  await userEvent.type(await search(), words);
  const found = await waitFor(() => {
    const all = screen.getAllByRole("option");
    const it = all.find((one) => one.textContent?.startsWith(option));
    if (!it) throw new Error(`${option} is not among ${offered().join(", ")}`);
    return it;
  });
  await userEvent.click(found);
}

it("goes to pages, functions and rollouts, and starts what can be started", async () => {
  bridge({
    atlas: () => atlas({ aliases: [orders] }),
    functions: () => [{ name: "unused-by-flows" }],
  });
  const close = vi.fn();
  showPage(<Palette visible close={close} />);
  await choose("clean", "Clean up");
  expect(window.location.hash).toBe("#/setup/clean-up");
  await choose("rollout of", "Start a rollout of orders:PROD");
  expect(window.location.hash).toBe("#/rollouts/new/orders/PROD");
  await choose("unused", "unused-by-flows");
  expect(window.location.hash).toBe("#/functions/unused-by-flows");
  expect(close).toHaveBeenCalledTimes(3);
});

it("runs what can be done at once", async () => {
  const themes: unknown[] = [];
  const scans: unknown[] = [];
  bridge({
    functions: () => [],
    atlas: ({ fresh }) => {
      scans.push(fresh);
      return atlas();
    },
    choose_theme: ({ theme }) => {
      themes.push(theme);
      return null;
    },
  });
  showPage(<Palette visible close={() => undefined} />);
  await choose("dark", "Appearance: dark");
  await waitFor(() => expect(themes).toEqual(["dark"]));
  await choose("scan", "Scan the instance again");
  await waitFor(() => expect(scans).toContain(true));
});

it("offers no write in a read-only account", async () => {
  bridge({ functions: () => [], atlas: () => atlas({ aliases: [orders] }) });
  showPage(<Palette visible close={() => undefined} />, session({ mode: "readOnly" }));
  await userEvent.type(await search(), "orders:PROD");
  await waitFor(() => expect(offered()).toHaveLength(1));
  expect(offered()[0]).toContain("shift or move");
});

it("asks for nothing while it is shut", async () => {
  const { asked } = bridge({ functions: () => [] });
  function Window() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <button type="button" onClick={() => setOpen(true)}>
          Open
        </button>
        <Palette visible={open} close={() => setOpen(false)} />
      </>
    );
  }
  showPage(<Window />);
  expect(asked).toEqual([]);
  await userEvent.click(screen.getByText("Open"));
  await search();
  await waitFor(() =>
    expect(asked).toEqual(expect.arrayContaining(["atlas", "functions", "rollouts"])),
  );
});
