import { fireEvent, render } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { usePageKeys } from "./shortcuts";

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
