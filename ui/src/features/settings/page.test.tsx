import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { bridge, failure, SETTINGS, showPage } from "../../test/bridge";
import SettingsPage from "./page";

it("tells of profiles that cannot be read where a profile is chosen, and nowhere else", async () => {
  const profilesFailed = failure("The files in `~/.aws` cannot be read.");
  bridge({ settings: () => ({ ...SETTINGS, profilesFailed }) });
  showPage(<SettingsPage />);
  expect(await screen.findByRole("button", { name: "Open the practice account" })).toBeTruthy();
  expect(screen.getByText("Appearance")).toBeTruthy();
  expect(screen.queryByTestId("failure")).toBeNull();
  await userEvent.click(screen.getByRole("radio", { name: /A profile of/ }));
  expect(await screen.findByTestId("failure")).toBeTruthy();
  expect(screen.queryByText("There is no profile yet")).toBeNull();
});
