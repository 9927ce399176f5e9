import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { ShellFailure } from "../ipc";
import { bridge, failure, showPage } from "../test/bridge";
import { useNotifications } from "./notifications";

function Teller() {
  const { tell, tellFailure } = useNotifications();
  const say = () => {
    tell({ type: "success", header: "orders:PROD sends its calls to version 8" });
    tell({ type: "warning", header: "A flow was left out" });
    tellFailure(new ShellFailure(failure("Lambda did not answer.")));
  };
  return (
    <button type="button" onClick={say}>
      Say
    </button>
  );
}

beforeEach(() => {
  bridge();
  window.history.replaceState(null, "", "/");
});

it("takes what went well away when another page is opened, and keeps the rest", async () => {
  showPage(<Teller />);
  await userEvent.click(screen.getByText("Say"));
  expect(screen.getByText(/sends its calls/)).toBeTruthy();
  act(() => window.history.pushState(null, "", "/activity"));
  await waitFor(() => expect(screen.queryByText(/sends its calls/)).toBeNull());
  expect(screen.getByText("A flow was left out")).toBeTruthy();
  expect(screen.getByText(/Lambda did not answer/)).toBeTruthy();
});
