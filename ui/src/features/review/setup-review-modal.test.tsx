import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { SESSION } from "../../app/session";
import type { CarriedDto } from "../../ipc";
import { bridge, failure, session, showPage } from "../../test/bridge";
import { SETUP_REVIEW } from "../../test/review";
import { SetupReviewModal } from "./setup-review-modal";

const REVIEW = { ...SETUP_REVIEW, title: "Delete the stack `demo`" };
const DONE: CarriedDto = { task: null, taken: [] };

/** A call that ends when the test says so. */
function held() {
  const end = {} as { well: (value: CarriedDto) => void; badly: (why: unknown) => void };
  const answer = new Promise<CarriedDto>((well, badly) => {
    end.well = well;
    end.badly = badly;
  });
  bridge({ carry_out: () => answer });
  return end;
}

const carried = vi.fn();

/** A page, with a button that has to be in reach. */
function Page() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Delete
      </button>
      {open && (
        <SetupReviewModal
          wish={["stack"]}
          plan={async () => REVIEW}
          confirm="Delete it"
          working="Deleting it, to its end"
          close={() => setOpen(false)}
          carried={carried}
          well={() => ({ type: "success", header: "The stack `demo` is deleted" })}
        />
      )}
    </>
  );
}

/** The window, whose pages come and go. */
function Pages() {
  const [there, setThere] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setThere(false)}>
        Elsewhere
      </button>
      {there && <Page />}
    </>
  );
}

async function begun() {
  const shown = showPage(<Pages />);
  await userEvent.click(screen.getByText("Delete"));
  await screen.findByTestId("review-lines");
  await userEvent.click(screen.getByTestId("setup-review-confirm"));
  await screen.findByTestId("under-way");
  return shown;
}

const focused = () => document.activeElement as Element;
const notices = () => screen.getByTestId("notices").textContent;
const modal = () => screen.queryByTestId("setup-review");

beforeEach(() => carried.mockClear());

it("says what is under way, and that it goes on when it is put aside", async () => {
  held();
  await begun();
  const words = screen.getByTestId("under-way").textContent;
  expect(words).toContain("Deleting it, to its end");
  expect(words).toContain("goes on when you put this aside");
  expect(within(screen.getByRole("dialog")).getAllByText("Go on in the background")).toHaveLength(
    1,
  );
  expect(screen.queryByText("Cancel")).toBeNull();
});

it.each([
  ["its button", () => userEvent.click(screen.getByTestId("modal-close"))],
  ["Escape", () => fireEvent.keyDown(focused(), { keyCode: 27 })],
])("is put aside with %s, and tells how it ended", async (_, putAside) => {
  const end = held();
  await begun();
  await putAside();
  await waitFor(() => expect(modal()).toBeNull());
  expect(document.activeElement?.textContent).toBe("Delete");
  expect(notices()).toContain("Under way: Delete the stack demo");
  await act(async () => end.well(DONE));
  await waitFor(() => expect(notices()).toContain("The stack demo is deleted"));
  await waitFor(() => expect(notices()).not.toContain("Under way"));
  expect(carried).toHaveBeenCalledWith(DONE, true);
});

it("tells a failure of what was put aside, with its remedy, and opens nothing over the page", async () => {
  const end = held();
  const { client } = await begun();
  const anew = vi.spyOn(client, "invalidateQueries");
  await userEvent.click(screen.getByTestId("modal-close"));
  await act(async () => end.badly(failure("CloudFormation did not answer.")));
  await waitFor(() => expect(notices()).toContain("CloudFormation did not answer."));
  expect(notices()).toContain("Try it again later.");
  await waitFor(() => expect(notices()).not.toContain("Under way"));
  expect(modal()).toBeNull();
  expect(anew).toHaveBeenCalledWith({ queryKey: ["stack"] });
});

it("does not close a review that was opened since", async () => {
  const end = held();
  await begun();
  await userEvent.click(screen.getByTestId("modal-close"));
  await waitFor(() => expect(modal()).toBeNull());
  await userEvent.click(screen.getByText("Delete"));
  await screen.findByTestId("review-lines");
  await act(async () => end.well(DONE));
  await waitFor(() => expect(notices()).toContain("The stack demo is deleted"));
  expect(modal()).toBeTruthy();
});

it("shows a failure in its place where nobody put it aside", async () => {
  const end = held();
  await begun();
  await act(async () => end.badly(failure("CloudFormation did not answer.")));
  const shown = await within(screen.getByTestId("setup-review")).findByTestId("failure");
  expect(shown.textContent).toContain("CloudFormation did not answer.");
  expect(notices()).toBe("");
});

it("is told when its page was left, with what was refused of it", async () => {
  const end = held();
  const { client } = await begun();
  const anew = vi.spyOn(client, "invalidateQueries");
  await act(async () => screen.getByText("Elsewhere").click());
  expect(modal()).toBeNull();
  const taken = ["1", "2", "3", "4", "5", "6"].map((id) => ({
    id,
    failure: id === "6" ? null : { ...failure(`\`flow-${id}\` takes calls.`), refusal: true },
  }));
  await act(async () => end.well({ task: null, taken }));
  await waitFor(() => expect(notices()).toContain("Delete the stack demo: 1 of 6 done"));
  expect(notices()).toContain("flow-3 takes calls. Try it again later.");
  expect(notices()).not.toContain("flow-4");
  expect(notices()).toContain("And 2 more.");
  expect(anew).toHaveBeenCalledWith({ queryKey: ["leftovers"] });
});

it("says of which account it tells when another one is open by then", async () => {
  const end = held();
  const { client } = await begun();
  await userEvent.click(screen.getByTestId("modal-close"));
  client.setQueryData(SESSION, session({ number: 1, account: "999988887777" }));
  await act(async () => end.badly(failure("CloudFormation did not answer.")));
  const words = "Account 111122223333, us-east-1: CloudFormation did not answer.";
  await waitFor(() => expect(notices()).toContain(words));
});
