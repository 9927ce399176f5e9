import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { bridge, showPage } from "../test/bridge";
import { type DataColumn, DataTable } from "./data-table";

interface Row {
  id: string;
  share: string;
}

const COLUMNS: DataColumn<Row>[] = [
  { id: "id", header: "Name", text: (row) => row.id, cell: (row) => row.id },
  { id: "share", header: "Share", text: (row) => row.share, cell: (row) => row.share },
];
const ROWS = [
  { id: "b", share: "10 %" },
  { id: "a", share: "9 %" },
];

it("sorts by every column, filters, and takes along what the filter leaves", async () => {
  const saved: unknown[] = [];
  bridge({
    save_csv: ({ content }) => {
      saved.push(content);
      return { path: "/tmp/Rows.csv" };
    },
  });
  const table = (
    <DataTable
      title="Rows"
      noun="row"
      rows={ROWS}
      columns={COLUMNS}
      id={(row) => row.id}
      unsorted
      loadingText="Reading"
      empty="None"
      testId="rows"
    />
  );
  showPage(table);
  const names = () => within(screen.getByTestId("rows")).getAllByText(/^[ab]$/);
  expect(names().map((it) => it.textContent)).toEqual(["b", "a"]);
  await userEvent.click(screen.getByRole("button", { name: /Share/ }));
  expect(names().map((it) => it.textContent)).toEqual(["a", "b"]);
  await userEvent.type(screen.getByRole("searchbox"), "10 %");
  expect(names().map((it) => it.textContent)).toEqual(["b"]);
  await userEvent.click(screen.getByRole("button", { name: "CSV" }));
  expect(await screen.findByText("Saved 1 row")).toBeTruthy();
  expect(saved).toEqual(["Name,Share\r\nb,10 %\r\n"]);
});
