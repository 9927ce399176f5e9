import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { atlas, flow } from "../../test/atlas";
import { bridge, failure, showPage } from "../../test/bridge";
import OverviewPage from "./page";

it("tells a scan that fails, and keeps what was known, marked as old", async () => {
  const refused = failure("`SearchContactFlows` was throttled.");
  let failed = false;
  bridge({
    atlas: ({ fresh }) => {
      if (fresh) {
        failed = true;
        throw refused;
      }
      return atlas({ flows: [flow("Menu")], rescanFailed: failed ? refused : null });
    },
  });
  showPage(<OverviewPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Scan again" }));
  const notices = within(screen.getByTestId("notices"));
  await waitFor(() => expect(notices.getByText("The instance could not be scanned")).toBeTruthy());
  expect(notices.getByText("SearchContactFlows").tagName).toBe("CODE");
  expect(await screen.findByText("The instance could not be scanned anew")).toBeTruthy();
  expect(screen.getByText("Aliases that flows call")).toBeTruthy();
});
