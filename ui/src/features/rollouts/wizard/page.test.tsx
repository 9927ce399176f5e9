import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { type RolloutDraftDto, type RolloutWishDto, ShellFailure } from "../../../ipc";
import { GATES } from "../../../test/rollout";
import WizardPage from "./page";

const FORECAST = {
  plan: "AllAtOnce",
  steps: [],
  finish: "2026-11-23T10:09:00Z",
  takes: "9 min",
  pauses: 0,
  rollbackWithin: "1 min",
  codeDeployCan: true,
};

const session = vi.hoisted(() => ({ mode: "practice" }));
const shell = vi.hoisted(() => ({
  functions: vi.fn(),
  functionDetail: vi.fn(),
  aliasDetail: vi.fn(),
  practiceNextVersion: vi.fn(),
  planNames: vi.fn(),
  planForecast: vi.fn(),
  suggestedGates: vi.fn(),
  alarms: vi.fn(),
  draftRollout: vi.fn(),
  startRollout: vi.fn(),
}));
vi.mock("../../../ipc", async (original) => ({ ...(await original<object>()), shell }));
vi.mock("../../../app/session", () => ({
  useSession: () => ({ session, instance: { arn: "arn:instance" } }),
}));
vi.mock("../../../app/notifications", () => ({ useNotifications: () => ({ tell: () => {} }) }));

function draft(wish: RolloutWishDto): RolloutDraftDto {
  return {
    id: "draft",
    title: `Roll out version ${wish.to}`,
    wish,
    from: "7",
    forecast: FORECAST,
    preflight: [],
    flowsLookedAt: true,
    makes: [],
    ready: true,
    gates: [],
    flows: [],
    phoneNumbers: [],
    commands: [],
    undo: "Roll back.",
    firingAlarms: [],
    typeToConfirm: null,
  };
}

beforeEach(() => {
  vi.clearAllMocks();
  session.mode = "practice";
  window.location.hash = "#/rollouts/new/orders/PROD";
  shell.functions.mockResolvedValue([]);
  shell.functionDetail.mockResolvedValue({ aliases: [], versions: [] });
  shell.aliasDetail.mockResolvedValue({ version: "7", shares: [{ version: "7", percent: 100 }] });
  shell.practiceNextVersion.mockResolvedValue("8");
  shell.planNames.mockResolvedValue([]);
  shell.planForecast.mockResolvedValue(FORECAST);
  shell.suggestedGates.mockResolvedValue(GATES);
  shell.alarms.mockResolvedValue([]);
  shell.draftRollout.mockImplementation(async (_: string, wish: RolloutWishDto) => draft(wish));
  shell.startRollout.mockResolvedValue("r1");
});

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

const VERSION = { version: "8", description: "", lastModified: null };

async function publish() {
  await press("Publish the next version");
  await waitFor(() => expect(shell.practiceNextVersion).toHaveBeenCalled());
}

/** Opens the wizard and goes on to its review. */
async function toReview(choose = publish) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <WizardPage name="orders" alias="PROD" />
    </QueryClientProvider>,
  );
  await press("Next");
  await choose();
  await press("Next");
  await press("Next");
  await press("Next");
  await screen.findByText("Roll back when one of these fires");
  await press("Next");
  await screen.findByText("Nothing blocks the rollout.");
  await press("Next");
}

it("takes a note letter by letter, looks at nothing anew for it, and starts with it", async () => {
  await toReview();
  const why = await screen.findByLabelText("Why");
  await userEvent.click(why);
  await userEvent.keyboard("CHG-4711: shorter menu");
  expect(document.activeElement).toBe(why);
  expect((why as HTMLInputElement).value).toBe("CHG-4711: shorter menu");
  expect(shell.draftRollout).toHaveBeenCalledTimes(1);
  await press("Start the rollout");
  await waitFor(() =>
    expect(shell.startRollout).toHaveBeenCalledWith("draft", null, false, "CHG-4711: shorter menu"),
  );
});

it("chooses the published version before the list of versions has it", async () => {
  await toReview(async () => {
    await publish();
    await waitFor(() => expect(screen.getByTestId("wizard-to").textContent).toContain("version 8"));
  });
  expect(shell.draftRollout.mock.lastCall?.[1].to).toBe("8");
});

const LIVE = { typeToConfirm: "orders:PROD", firingAlarms: ["orders-errors"] };

it("asks anew for the word that was given for another choice", async () => {
  shell.draftRollout.mockImplementation(async (_: string, wish: RolloutWishDto) => ({
    ...draft(wish),
    ...LIVE,
  }));
  await toReview();
  const typed = () => screen.findByLabelText<HTMLInputElement>("Type orders:PROD to confirm");
  const ship = () => screen.getByRole<HTMLInputElement>("checkbox", { name: /Ship the fix/ });
  await userEvent.type(await typed(), "orders:PROD");
  await userEvent.click(ship());
  expect([(await typed()).value, ship().checked]).toEqual(["orders:PROD", true]);
  for (let step = 0; step < 5; step++) await press("Back");
  shell.practiceNextVersion.mockResolvedValue("9");
  await press("Publish the next version");
  await waitFor(() => expect(shell.practiceNextVersion).toHaveBeenCalledTimes(2));
  for (let step = 0; step < 4; step++) await press("Next");
  await screen.findByText("Nothing blocks the rollout.");
  await press("Next");
  expect([(await typed()).value, ship().checked]).toEqual(["", false]);
});

it("says what to do about a start that was refused", async () => {
  shell.startRollout.mockRejectedValue(
    new ShellFailure({
      refusal: true,
      code: "ChangedSince",
      message: "Somebody moved the alias.",
      remedy: "Look at it again and decide anew.",
      detail: null,
    }),
  );
  await toReview();
  await press("Start the rollout");
  expect(await screen.findByText("Look at it again and decide anew.")).toBeTruthy();
});

it("goes up to the start and no further where the account is read-only", async () => {
  await toReview();
  expect(screen.queryByTestId("start-locked")).toBeNull();
  cleanup();
  session.mode = "readOnly";
  // Versions come from a list there, which is not what this is about.
  shell.functionDetail.mockResolvedValue({ aliases: [], versions: [VERSION] });
  await toReview(async () => {
    await userEvent.click(screen.getByTestId("wizard-to").querySelector("button") as Element);
    await userEvent.click(await screen.findByText("version 8"));
  });
  const start = screen.getByTestId("start-locked");
  expect(start.getAttribute("aria-disabled") ?? start.getAttribute("disabled")).not.toBeNull();
});

it("asks before what was chosen is lost", async () => {
  await toReview();
  const go = (hash: string) => {
    window.location.hash = hash;
  };
  go("#/settings");
  await userEvent.click(await screen.findByTestId("stay"));
  expect(window.location.hash).toBe("#/rollouts/new/orders/PROD");
  go("#/settings");
  await userEvent.click(await screen.findByTestId("leave"));
  await waitFor(() => expect(window.location.hash).toBe("#/settings"));
});
