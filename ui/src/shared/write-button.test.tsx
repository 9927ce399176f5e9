import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { bridge, session, showPage } from "../test/bridge";
import { WriteButton } from "./write-button";

it("does nothing and says why where the account is open read-only", async () => {
  bridge();
  const act = vi.fn();
  showPage(<WriteButton onClick={act}>Move it</WriteButton>, session({ mode: "readOnly" }));
  const button = screen.getByRole("button", { name: "Move it" });
  await userEvent.click(button);
  expect(act).not.toHaveBeenCalled();
  await userEvent.hover(button);
  expect(screen.getAllByText(/open read-only/).length).toBeGreaterThan(0);
});

it("is an ordinary button otherwise", async () => {
  bridge();
  const act = vi.fn();
  showPage(<WriteButton onClick={act}>Move it</WriteButton>, session({ mode: "live" }));
  await userEvent.click(screen.getByRole("button", { name: "Move it" }));
  expect(act).toHaveBeenCalledOnce();
});
