import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { CarriedDto, LeftoverDto } from "../../ipc";
import { bridge, failure, showPage } from "../../test/bridge";
import { SETUP_REVIEW } from "../../test/review";
import CleanUpPage from "./clean-up-page";

const ROWS: LeftoverDto[] = ["1", "2"].map((id) => ({
  id,
  at: "2026-11-23T10:00:00Z",
  made: `Flow ${id} was made`,
  words: `Delete the flow ${id}`,
}));
const REVIEW = { ...SETUP_REVIEW, title: "Take 2 things away" };
const CARRIED: CarriedDto = {
  task: null,
  taken: [
    { id: "1", failure: null },
    { id: "2", failure: failure("Flow 2 takes calls.") },
  ],
};

async function underWay() {
  const end: { well?: (carried: CarriedDto) => void } = {};
  const answer = new Promise<CarriedDto>((well) => {
    end.well = well;
  });
  bridge({ leftovers: () => ROWS, review_taking_away: () => REVIEW, carry_out: () => answer });
  showPage(<CleanUpPage />);
  await screen.findByText("Flow 1 was made");
  await userEvent.click(screen.getByText("Tick everything"));
  await userEvent.click(screen.getByTestId("take-away"));
  await screen.findByTestId("review-lines");
  await userEvent.click(screen.getByTestId("setup-review-confirm"));
  await screen.findByTestId("under-way");
  return () => act(async () => end.well?.(CARRIED));
}

const notices = () => screen.getByTestId("notices").textContent;

it("goes on when it is put aside, begins nothing beside it, and says once what came of it", async () => {
  const end = await underWay();
  await userEvent.click(screen.getByTestId("modal-close"));
  await waitFor(() => expect(screen.queryByTestId("setup-review")).toBeNull());
  const again = () => screen.getByTestId("take-away");
  expect(again().getAttribute("aria-disabled")).toBe("true");
  expect(again().textContent).toContain("What was confirmed before is under way.");
  await end();
  await waitFor(() => expect(notices()).toContain("Take 2 things away: 1 of 2 done"));
  expect(notices()).toContain("Flow 2 takes calls. Try it again later.");
  expect(screen.queryByTestId("taken-away")).toBeNull();
  await userEvent.click(screen.getByText("Tick everything"));
  expect(again().getAttribute("aria-disabled")).toBeNull();
});

it("says on the page what came of it where nobody put it aside", async () => {
  const end = await underWay();
  await end();
  expect((await screen.findByTestId("taken-away")).textContent).toContain("1 thing taken away.");
  expect(within(screen.getByTestId("failure")).getByText("Flow 2 takes calls.")).toBeTruthy();
  expect(notices()).toBe("");
});
