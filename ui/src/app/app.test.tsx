import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AccountChoiceDto } from "../ipc";
import { atlas } from "../test/atlas";
import { bridge, failure, INSTANCE, SETTINGS, session, show, tell } from "../test/bridge";
import { App } from "./app";

beforeEach(() => {
  window.location.hash = "/settings";
  document.title = "";
});

const badge = () => screen.getByTestId("session-badge").textContent;
const strip = () => screen.getByRole("region", { name: "Account" }).textContent;

const work = {
  mode: "live",
  account: "999988887777",
  region: "eu-central-1",
  profile: "work",
} as const;
const PROFILE = { name: "work", region: "eu-central-1", signIn: "access key" };

/** A program whose open account is the one that was chosen last. */
function accounts() {
  let number = 0;
  let open = session();
  let account: AccountChoiceDto = SETTINGS.account;
  return bridge({
    session: () => open,
    settings: () => ({ ...SETTINGS, account, profiles: [PROFILE] }),
    instances: () => [{ ...INSTANCE, alias: open.mode === "practice" ? "small" : "of-work" }],
    choose_account: ({ choice }) => {
      number += 1;
      account = choice as AccountChoiceDto;
      const mode = account.kind === "profile" && account.readOnly ? "readOnly" : "live";
      open = account.kind === "practice" ? session({ number }) : session({ ...work, mode, number });
      return open;
    },
  });
}

describe("another account", () => {
  it("is shown with its badge, its account and its instances", async () => {
    accounts();
    show(<App />);
    await waitFor(() => expect(badge()).toBe("PRACTICE"));
    await userEvent.click(await screen.findByRole("radio", { name: /A profile of/ }));
    await userEvent.click(await screen.findByRole("button", { name: /Profile/ }));
    await userEvent.click(await screen.findByText("work"));
    await userEvent.click(screen.getByRole("button", { name: "Open this account" }));
    await waitFor(() => expect(badge()).toBe("READ-ONLY"));
    expect(strip()).toContain("999988887777");
    expect(strip()).toContain("eu-central-1");
    expect(await screen.findAllByText("of-work")).not.toHaveLength(0);

    // The same account, but now with writes.
    await userEvent.click(await screen.findByRole("checkbox", { name: "Read-only" }));
    await userEvent.click(screen.getByRole("button", { name: "Open this account" }));
    await waitFor(() => expect(badge()).toBe("LIVE"));
  });

  it("asks everything anew, though it is called the same", async () => {
    const { asked } = accounts();
    show(<App />);
    await waitFor(() => expect(asked).toContain("rollouts"));
    asked.length = 0;
    await userEvent.click(await screen.findByRole("button", { name: /Open the practice account/ }));
    await screen.findByText("Account 111122223333 is open");
    for (const again of ["instances", "settings", "rollouts"]) {
      await waitFor(() => expect(asked).toContain(again));
    }
  });
});

describe("the window", () => {
  it("keeps its pages when a later question fails", async () => {
    let fails = false;
    bridge({
      instances: () => {
        if (fails) throw failure("The instances could not be listed.");
        return [INSTANCE];
      },
    });
    const { client } = show(<App />);
    await waitFor(() => expect(badge()).toBe("PRACTICE"));
    fails = true;
    await client.refetchQueries({ queryKey: ["instances"] });
    expect(client.getQueryState(["instances"])?.status).toBe("error");
    expect(await screen.findByRole("heading", { name: "Settings" })).toBeTruthy();
    expect(screen.queryByText("The instances could not be listed.")).toBeNull();
  });

  it("loses one page at most to a fault", async () => {
    bridge({ atlas: () => atlas({ findings: [null as never] }) });
    window.location.hash = "/";
    const complained = vi.spyOn(console, "error").mockImplementation(() => undefined);
    show(<App />);
    expect(await screen.findByText("This page could not be shown")).toBeTruthy();
    expect(badge()).toBe("PRACTICE");
    await userEvent.click(screen.getAllByRole("link", { name: "Settings" })[0] as Element);
    expect(await screen.findByRole("heading", { name: "Settings" })).toBeTruthy();
    expect(screen.queryByText("This page could not be shown")).toBeNull();
    complained.mockRestore();
  });

  it("has the title of the page, and its heading the focus after going there", async () => {
    bridge();
    show(<App />);
    await waitFor(() => expect(document.title).toBe("Settings – Crossfade"));
    expect(document.activeElement).toBe(document.body);
    window.location.hash = "/flows";
    await waitFor(() => expect(document.title).toBe("Flows – Crossfade"));
    expect(document.activeElement?.textContent).toBe("Flows");
    window.location.hash = "/which";
    await waitFor(() => expect(document.title).toBe("Which version? – Crossfade"));
    // This page begins with a field.
    expect(document.activeElement?.tagName).toBe("INPUT");
  });

  it("asks what becomes of rollouts when it is closed, whatever it shows", async () => {
    bridge({
      instances: () => {
        throw failure("The instances could not be listed.");
      },
    });
    show(<App />);
    expect(await screen.findByText("The instances could not be listed.")).toBeTruthy();
    await tell("close-asked-dto", { rollouts: [{ id: "r", function: "orders", alias: "PROD" }] });
    expect(await screen.findByText("A rollout is under way")).toBeTruthy();
  });
});
