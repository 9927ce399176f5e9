import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { CarriedDto } from "../../../ipc";
import { bridge, INSTANCE, showPage } from "../../../test/bridge";
import { SETUP_REVIEW } from "../../../test/review";
import { ImportReview } from "./review";

const REVIEW = {
  ...SETUP_REVIEW,
  title: "Flow `Menu`",
  lines: [
    {
      words: "Make the flow `Menu`, saved only",
      command: "aws connect create-contact-flow",
      undo: "Clean up takes it away again.",
      differences: [],
      refused: null,
    },
  ],
};

it("shows what will be made, and begins it only when that was carried out", async () => {
  const planned = vi.fn(() => REVIEW);
  const carried = vi.fn(() => ({ task: "t", taken: [] }));
  const begun = vi.fn();
  bridge({ review_flows: planned, carry_out: carried });
  const draft = { text: "{}", filled: [], name: "Menu", kind: "CONTACT_FLOW", published: false };
  showPage(
    <ImportReview
      drafts={[{ file: "menu.json", ...draft }]}
      read={{ "menu.json": { ready: true, kind: "CUSTOMER_QUEUE", blocks: 3 } }}
      close={() => undefined}
      begun={begun}
    />,
  );
  expect(screen.getByText("Customer queue flow")).toBeTruthy();
  expect(screen.getAllByText("Saved only")).toHaveLength(1);
  await screen.findByTestId("review-lines");
  expect(planned).toHaveBeenCalledWith({ instanceArn: INSTANCE.arn, imports: [draft] });
  expect(carried).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId("setup-review-confirm"));
  await vi.waitFor(() => expect(begun).toHaveBeenCalledWith("t"));
});

it("takes nobody to the new work who has put it aside", async () => {
  const end: { well?: (carried: CarriedDto) => void } = {};
  const answer = new Promise<CarriedDto>((well) => {
    end.well = well;
  });
  const begun = vi.fn();
  bridge({ review_flows: () => REVIEW, carry_out: () => answer });
  showPage(<ImportReview drafts={[]} read={{}} close={() => undefined} begun={begun} />);
  await screen.findByTestId("review-lines");
  await userEvent.click(screen.getByTestId("setup-review-confirm"));
  await screen.findByTestId("under-way");
  await userEvent.click(screen.getByTestId("modal-close"));
  await act(async () => end.well?.({ task: "t", taken: [] }));
  const link = await screen.findByRole("link", { name: "Go on with it" });
  expect(link.getAttribute("href")).toBe("#/setup/goals/t/begin");
  expect(begun).not.toHaveBeenCalled();
});
