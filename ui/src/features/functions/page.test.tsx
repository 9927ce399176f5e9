import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { FunctionRowDto } from "../../ipc";
import { atlas, flow } from "../../test/atlas";
import { bridge, failure, showPage } from "../../test/bridge";
import FunctionsPage from "./page";

const row = (name: string): FunctionRowDto => ({
  name,
  arn: `arn:${name}`,
  description: "",
  runtime: "nodejs22.x",
  timeoutSeconds: 3,
  lastModified: null,
});

it("says that callers are not known, with the reason, when the scan fails", async () => {
  bridge({
    functions: () => [row("orders")],
    atlas: () => {
      throw failure("`SearchContactFlows` was refused.");
    },
  });
  showPage(<FunctionsPage />);
  expect(await screen.findByText(/Not known: the instance was not scanned/)).toBeTruthy();
  expect(screen.getByText("Which flows and phone numbers are affected is not known")).toBeTruthy();
  expect(screen.getByText("SearchContactFlows")).toBeTruthy();
  expect(screen.queryByText("Scanning…")).toBeNull();
});

it("names the flows that call a function, or may at run time", async () => {
  const call = {
    action: "a",
    block: "InvokeLambdaFunction",
    target: "$.Attributes.fn",
    synchronous: true,
    timeLimitSeconds: 3,
    resolution: {
      kind: "atRunTime" as const,
      expression: "$.Attributes.fn",
      candidates: [{ target: "arn:aws:lambda:eu-central-1:1:function:orders:OLD", shares: [] }],
    },
  };
  bridge({
    functions: () => [row("orders"), row("order")],
    atlas: () => atlas({ flows: [flow("Menu", { calls: [call] })] }),
  });
  showPage(<FunctionsPage />);
  expect(await screen.findAllByText("Menu")).toHaveLength(1);
  expect(screen.getAllByText("No flow of this instance")).toHaveLength(1);
});
