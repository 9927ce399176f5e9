import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { bridge, failure, showPage } from "../../test/bridge";
import { PracticeTraffic } from "./practice-traffic";

it("forgets a failure once setting it works", async () => {
  let fails = true;
  const set: unknown[] = [];
  bridge({
    practice_traffic: ({ factor }) => {
      if (factor === null) return 1;
      if (fails) throw failure("The practice account did not answer.");
      set.push(factor);
      return factor;
    },
  });
  showPage(<PracticeTraffic />);
  await userEvent.click(await screen.findByRole("button", { name: "10 ×" }));
  expect(await screen.findByText("The practice account did not answer.")).toBeTruthy();
  fails = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(set).toEqual([10]));
  await waitFor(() => expect(screen.queryByTestId("failure")).toBeNull());
});
