import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { HandOverDto } from "../../ipc";
import { bridge, failure, show, tell } from "../../test/bridge";
import { CloseDialog } from "./close-dialog";

const ROLLOUT = { id: "r", function: "orders", alias: "PROD", percent: 10, to: "8" };

async function asked() {
  show(<CloseDialog />);
  await act(() => tell("close-asked-dto", { rollouts: [ROLLOUT] }));
  await screen.findByText("A rollout is under way");
}

const closing = () => screen.getByTestId("close-confirm");

it("does not lose a rollback that somebody puts aside, and says when it failed", async () => {
  const end: { refuse?: (why: unknown) => void } = {};
  const answer = new Promise((_, refuse) => {
    end.refuse = refuse;
  });
  bridge({ close_heard: () => null, close_window: () => answer });
  await asked();
  await userEvent.click(screen.getByRole("radio", { name: /Roll back/ }));
  expect(screen.queryByLabelText(/Type/)).toBeNull();
  await userEvent.click(closing());
  await userEvent.click(await screen.findByTestId("modal-close"));
  await waitFor(() => expect(screen.queryByText("A rollout is under way")).toBeNull());
  await act(async () => end.refuse?.(failure("The alias was moved by somebody.")));
  expect(await screen.findByText(/The alias was moved by somebody/)).toBeTruthy();
});

it("asks for each name before CodeDeploy moves callers of a live account", async () => {
  const sent: unknown[] = [];
  const review: HandOverDto = {
    rollout: "r",
    alias: "orders:PROD",
    group: "orders / orders-PROD",
    findings: [],
    problem: null,
    typeToConfirm: "orders:PROD",
  };
  bridge({
    close_heard: () => null,
    review_hand_over: () => [review],
    close_window: (given) => sent.push(given),
  });
  await asked();
  await userEvent.click(screen.getByRole("radio", { name: /Hand over/ }));
  const name = await screen.findByLabelText(/Type orders:PROD to confirm/);
  await userEvent.click(closing());
  expect(sent).toEqual([]);
  await userEvent.type(name, "orders:PROD");
  await userEvent.click(closing());
  await waitFor(() => expect(sent).toEqual([{ choice: "handOver", typed: ["orders:PROD"] }]));
});
