import { expect, it } from "vitest";
import { atlas, flow } from "../../test/atlas";
import { found, sentence } from "./find";

const orders = flow("Orders", {
  calls: [
    {
      action: "a",
      block: "InvokeLambdaFunction",
      target: "arn",
      synchronous: true,
      timeLimitSeconds: 3,
      resolution: {
        kind: "versions",
        function: "orders",
        alias: "PROD",
        latest: false,
        shares: [
          { version: "7", percent: 75 },
          { version: "8", percent: 25 },
        ],
      },
    },
  ],
});
const map = atlas({
  flows: [orders, flow("Old orders")],
  phoneNumbers: [
    {
      number: "+15550100",
      description: "Sales",
      country: "US",
      numberType: "DID",
      flow: { id: orders.id, name: "Orders", module: false },
    },
    { number: "+15550199", description: "", country: "US", numberType: "DID", flow: null },
  ],
});

it("finds a number however it is typed, and flows by part of their name", () => {
  expect(found(map, "555-0100").map((it) => it.number)).toEqual(["+15550100"]);
  expect(found(map, "orders").map((it) => it.flow?.name)).toEqual(["Orders", "Old orders"]);
  expect(found(map, "sales").map((it) => it.number)).toEqual(["+15550100"]);
  expect(found(map, "  ")).toEqual([]);
});

it("answers in a sentence that can be sent on", () => {
  const [number] = found(map, "5550100");
  expect(number && sentence(number)).toBe(
    "+15550100 enters the flow “Orders”, which hits: orders:PROD → 75 % version 7, 25 % version 8.",
  );
  const [idle] = found(map, "5550199");
  expect(idle && sentence(idle)).toBe("+15550199 enters no flow.");
});
