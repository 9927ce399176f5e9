import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import type { ReviewDto } from "../../ipc";
import { ReviewBody } from "./review-body";

const review: ReviewDto = {
  id: "r",
  title: "Shift 25 % of orders:PROD to version 8",
  function: "orders",
  alias: "PROD",
  before: [{ version: "7", percent: 100 }],
  after: [
    { version: "7", percent: 75 },
    { version: "8", percent: 25 },
  ],
  unchanged: false,
  command: "aws lambda update-alias",
  undo: "Undo in Activity sends all calls to version 7 again.",
  flows: [{ id: "f", name: "Orders", module: false }],
  phoneNumbers: ["+15550100"],
  warnings: ["The alarm `orders-errors` is firing."],
  typeToConfirm: "orders:PROD",
};

function Held() {
  const [typed, setTyped] = useState("");
  return <ReviewBody review={review} typed={typed} onTyped={setTyped} />;
}

it("leads nowhere: a link would throw the review away", () => {
  render(<Held />);
  expect(screen.queryAllByRole("link")).toHaveLength(0);
});

it("says what changes, who is affected, what undoes it, and asks for the name", async () => {
  render(<Held />);
  expect(screen.getByLabelText("100 % version 7")).toBeTruthy();
  expect(screen.getByLabelText("75 % version 7, 25 % version 8")).toBeTruthy();
  for (const words of ["Orders", "+15550100", review.undo, "orders-errors"]) {
    expect(screen.getByText(words), words).toBeTruthy();
  }
  expect(document.body.textContent).toContain(review.command);
  const name = screen.getByLabelText(/Type orders:PROD to confirm/);
  await userEvent.type(name, "orders:PROD");
  expect((name as HTMLInputElement).value).toBe("orders:PROD");
});
