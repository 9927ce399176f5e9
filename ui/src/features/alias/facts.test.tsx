import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { AliasDto } from "../../ipc";
import { failure } from "../../test/bridge";
import { AliasFacts } from "./facts";

const alias: AliasDto = {
  function: "orders",
  alias: "PROD",
  arn: "arn:orders:PROD",
  description: "",
  version: "7",
  shares: [{ version: "7", percent: 100 }],
  split: false,
  permission: { allowed: true, message: "Connect may invoke it.", remedy: "", statementId: "s" },
  flows: [],
  phoneNumbers: [],
  alarms: [],
  alarmsFailed: null,
};

it("says none only of what was read", () => {
  const { rerender } = render(<AliasFacts alias={alias} />);
  expect(screen.getAllByText(/^None$|^No flow/)).toHaveLength(3);
  const unread = { flows: null, phoneNumbers: null, alarms: null };
  const alarmsFailed = failure("The alarms could not be read.");
  rerender(<AliasFacts alias={{ ...alias, ...unread, alarmsFailed }} />);
  expect(screen.queryAllByText(/^None$|^No flow/)).toHaveLength(0);
  expect(screen.getAllByText(/^Not known/)).toHaveLength(2);
  expect(screen.getByText("The alarms could not be read.")).toBeTruthy();
});
