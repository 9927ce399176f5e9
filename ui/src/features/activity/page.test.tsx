import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ActDto, ChangeDto } from "../../ipc";
import { bridge, showPage } from "../../test/bridge";
import ActivityPage from "./page";

const ANN = "arn:aws:sts::111122223333:assumed-role/admin/ann";
const undo = { possible: false, reason: "It was undone already." };

function act(number: number): ActDto {
  return {
    id: String(1000 - number),
    at: "2026-11-23T10:00:00Z",
    finishedAt: null,
    actor: ANN,
    account: "111122223333",
    region: "us-east-1",
    title: `Shift ${number}`,
    function: "orders",
    alias: "PROD",
    before: [],
    after: [],
    outcome: "done",
    found: null,
    failure: null,
    undo,
    undoes: null,
  };
}

const change: ChangeDto = {
  id: "c",
  at: "2026-11-23T10:00:00Z",
  actor: ANN,
  title: "Replace what callers of `Menu` hear",
  operation: "UpdateContactFlowContent",
  before: "7 blocks, calls `orders`",
  after: "7 blocks, calls `orders:PROD`",
  made: null,
  outcome: "done",
  found: null,
  failure: null,
  undo,
};

it("says that there are older ones until all are loaded", async () => {
  const all = Array.from({ length: 230 }, (_, number) => act(number));
  bridge({
    activity: ({ before, limit }) => {
      const from = before === null ? 0 : all.findIndex((it) => it.id === before) + 1;
      return all.slice(from, from + Number(limit));
    },
    changes: () => [],
  });
  showPage(<ActivityPage />);
  const table = within(await screen.findByTestId("activity-table"));
  expect(await table.findByText("(100+)")).toBeTruthy();
  expect(table.getByText(/take in the 100 changes loaded so far/)).toBeTruthy();
  await userEvent.click(table.getByRole("button", { name: "Load older" }));
  expect(await table.findByText("(200+)")).toBeTruthy();
  await userEvent.click(table.getByRole("button", { name: "Load all" }));
  expect(await table.findByText("(230)")).toBeTruthy();
  expect(table.queryByRole("button", { name: "Load older" })).toBeNull();
});

it("says of every change who made it, and what it found and left", async () => {
  bridge({ activity: () => [], changes: () => [change] });
  showPage(<ActivityPage />);
  const table = within(await screen.findByTestId("changes-table"));
  expect(await table.findByText("assumed-role/admin/ann")).toBeTruthy();
  expect(table.getByText("orders")).toBeTruthy();
  expect(table.getByText("orders:PROD")).toBeTruthy();
});
