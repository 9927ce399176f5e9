import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { bridge, failure, SETTINGS, session, show } from "../test/bridge";
import { App } from "./app";

const account = { kind: "profile", name: "work", region: null, readOnly: true } as const;
const BEGUN = {
  profile: "work",
  url: "https://device.sso/?user_code=ABCD-EFGH",
  code: "ABCD-EFGH",
};

beforeEach(() => {
  window.location.hash = "/settings";
});

/** A program whose account is signed out until somebody has confirmed it. */
function signedOut(confirmed: Promise<boolean>, more = {}) {
  const problem = { ...failure("The sign-in has expired."), signedOut: true };
  const signsInBy = "work";
  return bridge({
    session: () => session({ mode: "readOnly", signsInBy, problem, account: null }),
    settings: () => ({ ...SETTINGS, account }),
    begin_sign_in: () => BEGUN,
    finish_sign_in: () => confirmed,
    give_up_sign_in: () => null,
    choose_account: () => session({ number: 1, mode: "readOnly", signsInBy }),
    ...more,
  });
}

it("leads to the browser and back, and opens the account", async () => {
  let confirm: (done: boolean) => void = () => undefined;
  signedOut(
    new Promise((resolve) => {
      confirm = resolve;
    }),
  );
  show(<App />);
  await userEvent.click(await screen.findByTestId("sign-in"));
  expect((await screen.findByTestId("sign-in-code")).textContent).toBe("ABCD-EFGH");
  expect(screen.getByText(BEGUN.url)).toBeTruthy();
  confirm(true);
  expect(await screen.findByText("You are signed in")).toBeTruthy();
  await waitFor(() => expect(screen.queryByTestId("sign-in-code")).toBeNull());
  expect(screen.getByTestId("session-badge").textContent).toBe("READ-ONLY");
  expect(screen.queryByText("The sign-in has expired.")).toBeNull();
});

it("can be given up, and says what went wrong", async () => {
  const { asked } = signedOut(Promise.resolve(true), {
    begin_sign_in: () => {
      throw failure("IAM Identity Center did not take the sign-in.");
    },
  });
  show(<App />);
  await userEvent.click(await screen.findByTestId("sign-in"));
  expect(await screen.findByText("IAM Identity Center did not take the sign-in.")).toBeTruthy();
  await userEvent.click(screen.getAllByRole("button", { name: "Give up" })[0] as Element);
  await waitFor(() => expect(asked).toContain("give_up_sign_in"));
  expect(screen.queryByRole("dialog", { name: "Sign in" })).toBeNull();
});
