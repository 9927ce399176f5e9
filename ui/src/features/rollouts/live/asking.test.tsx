import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ReactNode, useState } from "react";
import { expect, it } from "vitest";
import type { RolloutDto, RolloutRowDto } from "../../../ipc";
import { bridge, failure, showPage } from "../../../test/bridge";
import { Asking } from "./asking";
import { LeftReady } from "./left-ready";

const ROW = {
  id: "r",
  function: "orders",
  alias: "PROD",
  ours: true,
  state: "completed",
} as RolloutRowDto;
const ROLLOUT = {
  row: ROW,
  typeToConfirm: null,
  commands: [
    { command: "promote", live: true, does: "The next step begins.", whyNot: null, types: false },
  ],
} as unknown as RolloutDto;

function held() {
  const end = {} as { well: (value: unknown) => void; badly: (why: unknown) => void };
  const answer = new Promise((well, badly) => {
    end.well = well;
    end.badly = badly;
  });
  return { end, answer };
}

function Closing(props: { children: (close: () => void) => ReactNode }) {
  const [open, setOpen] = useState(true);
  return open && props.children(() => setOpen(false));
}

const notices = () => screen.getByTestId("notices").textContent;

/** Puts aside what is under way: the buttons of the page are in reach again. */
async function aside(confirm: string) {
  await userEvent.click(screen.getByTestId(confirm));
  await screen.findByTestId("under-way");
  await userEvent.click(screen.getByTestId("modal-close"));
  await waitFor(() => expect(screen.queryByTestId(confirm)).toBeNull());
}

const asking = (
  <Closing>
    {(close) => (
      <Asking
        command={"promote" as never}
        words="Promote one step"
        rollout={ROLLOUT}
        seen={null}
        close={close}
      />
    )}
  </Closing>
);

it("keeps no button of a rollout's page out of reach, and tells what was refused", async () => {
  const { end, answer } = held();
  bridge({ steer_rollout: () => answer });
  showPage(asking);
  await aside("rollout-confirm");
  await act(async () => end.badly(failure("The alias was moved by somebody.")));
  await waitFor(() => expect(notices()).toContain("The alias was moved by somebody."));
  expect(notices()).toContain("Try it again later.");
});

it("tells what a rollout has taken since it was put aside", async () => {
  const { end, answer } = held();
  bridge({ steer_rollout: () => answer });
  showPage(asking);
  await aside("rollout-confirm");
  await act(async () => end.well(ROLLOUT));
  await waitFor(() => expect(notices()).toContain("The rollout has taken it."));
});

it("tells that nothing is kept ready any more, and stops saying that something is", async () => {
  const { end, answer } = held();
  bridge({
    left_ready: () => ({ version: "7", environments: 2 }),
    release_ready: () => answer,
  });
  showPage(<LeftReady row={ROW} />);
  await userEvent.click(await screen.findByText("Keep none ready"));
  await aside("left-ready-confirm");
  expect(screen.getByTestId("left-ready")).toBeTruthy();
  await act(async () => end.well(null));
  await waitFor(() => expect(notices()).toContain("Lambda keeps none any more."));
  await waitFor(() => expect(screen.queryByTestId("left-ready")).toBeNull());
});
