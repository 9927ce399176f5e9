import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { FixDto } from "../../../ipc";
import { bridge, failure, showPage } from "../../../test/bridge";
import { Fix } from "./fix";
import type { DraftReview } from "./use-draft-review";

const FIX: FixDto = {
  id: "warm",
  label: "Make environments ready",
  does: "Lambda makes them ready.",
  undo: "Undo in Activity.",
  types: false,
  reviewedMove: null,
};

async function aside(answer: Promise<unknown>) {
  const mended = vi.fn();
  const review = { data: { id: "d", wish: {} }, mended } as unknown as DraftReview;
  bridge({ fix_finding: () => answer });
  showPage(<Fix fix={FIX} review={review} />);
  await userEvent.click(screen.getByTestId("fix-warm"));
  await userEvent.click(screen.getByTestId("fix-confirm"));
  await screen.findByTestId("under-way");
  await userEvent.click(screen.getByTestId("modal-close"));
  await waitFor(() => expect(screen.queryByTestId("fix-confirm")).toBeNull());
  return mended;
}

const notices = () => screen.getByTestId("notices").textContent;

it("shows what was found anew, though it was put aside", async () => {
  const end: { well?: (draft: unknown) => void } = {};
  const mended = await aside(
    new Promise((well) => {
      end.well = well;
    }),
  );
  await act(async () => end.well?.({ id: "d2" }));
  await waitFor(() => expect(notices()).toContain("Done: Make environments ready"));
  expect(mended).toHaveBeenCalledWith({ id: "d2" });
});

it("tells what failed of it", async () => {
  const end: { badly?: (why: unknown) => void } = {};
  const mended = await aside(
    new Promise((_, badly) => {
      end.badly = badly;
    }),
  );
  await act(async () => end.badly?.(failure("Lambda has no environments left.")));
  await waitFor(() => expect(notices()).toContain("Lambda has no environments left."));
  expect(mended).not.toHaveBeenCalled();
});
