import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useMemo } from "react";
import { expect, test, vi } from "vitest";
import { usePageKeys, useShortcuts } from "./shortcuts";

function Page(props: { promote: () => void }) {
  usePageKeys({ n: props.promote });
  return <input aria-label="note" />;
}

test("a page's key acts, but not after g, not while typing, not when held down", () => {
  const promote = vi.fn();
  const { rerender, getByLabelText } = render(<Page promote={promote} />);
  fireEvent.keyDown(document.body, { key: "g" });
  // The page is drawn anew each second.
  rerender(<Page promote={promote} />);
  fireEvent.keyDown(document.body, { key: "n" });
  fireEvent.keyDown(getByLabelText("note"), { key: "n" });
  fireEvent.keyDown(document.body, { key: "n", repeat: true });
  fireEvent.keyDown(document.body, { key: "n", ctrlKey: true });
  expect(promote).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "n" });
  expect(promote).toHaveBeenCalledOnce();
});

function Window(props: { deciding: boolean; opened: () => void }) {
  useShortcuts(useMemo(() => ({ palette: props.opened, keys: props.opened }), [props.opened]));
  const options = [{ value: "flow", label: "flow" }];
  return (
    <>
      <Select ariaLabel="Pick" selectedOption={null} options={options} onChange={() => {}} />
      <Modal visible={props.deciding} header="Review">
        <button type="button">Change it now</button>
      </Modal>
    </>
  );
}

test("no key leads away from an open list or dialog", async () => {
  const opened = vi.fn();
  window.location.hash = "/here";
  const { rerender } = render(<Window deciding={false} opened={opened} />);
  await userEvent.click(screen.getByRole("button", { name: /Pick/ }));
  await userEvent.keyboard("gf?");
  await userEvent.keyboard("{Escape}");
  expect(window.location.hash).toBe("#/here");

  rerender(<Window deciding opened={opened} />);
  for (const at of [document.body, screen.getByText("Change it now")]) {
    fireEvent.keyDown(at, { key: "g" });
    fireEvent.keyDown(at, { key: "f" });
    fireEvent.keyDown(at, { key: "k", ctrlKey: true });
  }
  expect(window.location.hash).toBe("#/here");
  expect(opened).not.toHaveBeenCalled();

  rerender(<Window deciding={false} opened={opened} />);
  fireEvent.keyDown(document.body, { key: "g" });
  fireEvent.keyDown(document.body, { key: "f" });
  expect(window.location.hash).toBe("#/flows");
});
