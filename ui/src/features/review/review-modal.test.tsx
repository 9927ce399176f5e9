import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import type { ReviewDto } from "../../ipc";
import { bridge, failure, showPage } from "../../test/bridge";
import { ReviewModal } from "./review-modal";

const REVIEW: ReviewDto = {
  id: "r",
  title: "Move `orders:PROD` to version 8",
  function: "orders",
  alias: "PROD",
  before: [{ version: "7", percent: 100 }],
  after: [{ version: "8", percent: 100 }],
  unchanged: false,
  command: "aws lambda update-alias",
  undo: "Undo in Activity.",
  flows: [],
  phoneNumbers: [],
  warnings: [],
  typeToConfirm: null,
};

function Page() {
  const [open, setOpen] = useState(true);
  const change = { kind: "moveToVersion", function: "orders", alias: "PROD", to: "8" } as const;
  return open ? (
    <ReviewModal change={change} close={() => setOpen(false)} back={() => undefined} />
  ) : null;
}

it("goes on when it is put aside, and tells what failed", async () => {
  const end: { badly?: (why: unknown) => void } = {};
  const answer = new Promise((_, badly) => {
    end.badly = badly;
  });
  bridge({ review_routing: () => REVIEW, apply_review: () => answer });
  showPage(<Page />);
  await screen.findByText("Undo in Activity.");
  await userEvent.click(screen.getByTestId("review-confirm"));
  expect((await screen.findByTestId("under-way")).textContent).toContain("reading it back");
  expect(screen.queryByText("Back")).toBeNull();
  await userEvent.click(screen.getByTestId("modal-close"));
  await waitFor(() => expect(screen.queryByTestId("review-panel")).toBeNull());
  const notices = () => screen.getByTestId("notices").textContent;
  expect(notices()).toContain("Under way: Move orders:PROD to version 8");
  await act(async () => end.badly?.(failure("Lambda did not answer.")));
  await waitFor(() => expect(notices()).toContain("Lambda did not answer.Try it again later."));
});
