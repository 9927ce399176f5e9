import { expect, it } from "vitest";
import { csv } from "./csv";

const columns = [
  { header: "Name", value: (row: { name: string | null; calls: number }) => row.name },
  { header: "Calls", value: (row: { name: string | null; calls: number }) => row.calls },
];

it("quotes what needs it and disarms formulas", () => {
  const rows = [
    { name: 'Orders, "new"', calls: 2 },
    { name: "=cmd()", calls: -1 },
    { name: "+15550100", calls: 0 },
    { name: "two\nlines", calls: 1 },
    { name: null, calls: 0 },
  ];
  expect(csv(columns, rows)).toBe(
    'Name,Calls\r\n"Orders, ""new""",2\r\n\'=cmd(),-1\r\n\'+15550100,0\r\n"two\nlines",1\r\n,0\r\n',
  );
});
