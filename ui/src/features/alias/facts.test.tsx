import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { ALIAS } from "../../test/alias";
import { failure } from "../../test/bridge";
import { AliasFacts } from "./facts";

it("says none only of what was read", () => {
  const { rerender } = render(<AliasFacts alias={ALIAS} />);
  expect(screen.getAllByText(/^None$|^No flow/)).toHaveLength(3);
  const unread = { flows: null, phoneNumbers: null, alarms: null };
  const alarmsFailed = failure("The alarms could not be read.");
  rerender(<AliasFacts alias={{ ...ALIAS, ...unread, alarmsFailed }} />);
  expect(screen.queryAllByText(/^None$|^No flow/)).toHaveLength(0);
  expect(screen.getAllByText(/^Not known/)).toHaveLength(2);
  expect(screen.getByText("The alarms could not be read.")).toBeTruthy();
});
