import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { AliasDto } from "../../ipc";
import { ALIAS } from "../../test/alias";
import { atlas } from "../../test/atlas";
import { bridge, failure, INSTANCE, showPage } from "../../test/bridge";
import AliasPage from "./page";

it("keeps a form open that somebody fills in when a scan ends", async () => {
  const asked: ((alias: AliasDto) => void)[] = [];
  bridge({
    alias_detail: () =>
      new Promise((answer) => {
        asked.push(answer);
      }),
    function_detail: () => {
      throw failure("Not read.");
    },
    version_chart: () => {
      throw failure("Not read.");
    },
  });
  const { client } = showPage(<AliasPage name="orders" alias="PROD" />);
  const answered = () =>
    act(async () => {
      for (const answer of asked.splice(0)) answer(ALIAS);
    });
  await waitFor(() => expect(client.getQueryData(["atlas", INSTANCE.arn])).toBeTruthy());
  await waitFor(() => expect(asked.length).toBeGreaterThan(0));
  await answered();
  await userEvent.click(await screen.findByTestId("alias-shift-button"));
  expect(await screen.findByText("Shift weight of orders:PROD")).toBeTruthy();
  const scanned = atlas({ scannedAt: "2026-11-23T11:00:00Z" });
  await act(async () => client.setQueryData(["atlas", INSTANCE.arn], scanned));
  await waitFor(() => expect(asked.length).toBeGreaterThan(0));
  expect(screen.getByText("Shift weight of orders:PROD")).toBeTruthy();
});
