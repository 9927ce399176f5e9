import { expect, it } from "vitest";
import { atlas, flow } from "../../test/atlas";
import { found, type Subject, sentence } from "./find";

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
      unknown: null,
    },
    {
      number: "+15550199",
      description: "",
      country: "US",
      numberType: "DID",
      flow: null,
      unknown: null,
    },
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
  expect(number && sentence(number, "today")).toBe(
    "+15550100 enters the flow “Orders”, which hits: orders:PROD → 75 % version 7, 25 % version 8. (today)",
  );
  const [idle] = found(map, "5550199");
  expect(idle && sentence(idle, "today")).toBe("+15550199 enters no flow. (today)");
});

it("never says that nothing is called where nobody can say", () => {
  const said = (subject: Partial<Subject>) =>
    sentence({ number: null, flow: null, unknown: null, ...subject }, "today");
  const unread = flow("Junk", {
    unreadable: "It is no JSON.",
    gaps: [{ via: [], cause: { kind: "unreadable", reason: "It is no JSON." } }],
  });
  expect(said({ flow: unread })).toBe(
    "The flow “Junk” calls what is not all known. It could not be read. It is no JSON. (today)",
  );
  const next = { id: "n", name: "Next", module: false };
  const leads = flow("Menu", {
    calls: orders.calls,
    gaps: [{ via: [next], cause: { kind: "atRunTime", expression: "$.Attributes.where" } }],
  });
  expect(said({ number: "+15550100", flow: leads })).toContain(
    "25 % version 8. It leads on through Next to a flow that is decided at run time by `$.Attributes.where`.",
  );
  expect(said({ number: "+15550100", unknown: "AWS did not say." })).toBe(
    "It is not known which flow +15550100 enters: AWS did not say. (today)",
  );
});
