import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import type { SetupReviewDto } from "../../ipc";
import { SetupReviewBody } from "./setup-review-body";
import { mayGoOn } from "./setup-review-modal";

const line = {
  words: "Put back what callers of `Menu` hear",
  command: "aws connect update-contact-flow-content",
  undo: "Undo in Activity makes it anew.",
  differences: [{ block: "b", blockType: "Invoke", what: "function", before: "a", after: "b" }],
  refused: null,
};
const refused = {
  ...line,
  words: "Delete the alias",
  command: "aws lambda delete-alias",
  differences: [],
  refused: {
    refusal: true,
    code: "StillInUse",
    message: "It is still called by `Menu`.",
    remedy: "Put those back first.",
    detail: null,
  },
};
const review: SetupReviewDto = {
  id: "r",
  title: "Take 2 things away",
  lines: [line, refused],
  flows: ["Menu"],
  phoneNumbers: ["+15550100"],
  warnings: ["`Partner hotline` decides while a call runs."],
  typeToConfirm: "clean up",
  possible: true,
};

function Held() {
  const [typed, setTyped] = useState("");
  return (
    <>
      <SetupReviewBody review={review} typed={typed} onTyped={setTyped} />
      <output>{String(mayGoOn(review, typed))}</output>
    </>
  );
}

it("names every write, whom it concerns, what is refused, and asks for the name", async () => {
  render(<Held />);
  for (const words of ["+15550100", line.undo, "Put those back first.", "− a"]) {
    expect(screen.getAllByText(words).length, words).toBeGreaterThan(0);
  }
  expect(document.body.textContent).toContain(line.command);
  expect(screen.getByText("false")).toBeTruthy();
  await userEvent.type(screen.getByLabelText(/Type clean up to confirm/), "clean up");
  expect(screen.getByText("true")).toBeTruthy();
});

it("cannot be carried out when everything of it is refused", () => {
  expect(mayGoOn({ ...review, possible: false }, "clean up")).toBe(false);
  expect(mayGoOn({ ...review, typeToConfirm: null }, "")).toBe(true);
  expect(mayGoOn(undefined, "")).toBe(false);
});
