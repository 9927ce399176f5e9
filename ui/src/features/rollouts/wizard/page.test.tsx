import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import type { GatesDto, RolloutDraftDto, RolloutWishDto } from "../../../ipc";
import WizardPage from "./page";

const GATES: GatesDto = {
  alarms: ["orders-errors"],
  ignoreUnreadableAlarms: false,
  version: null,
  probes: [],
  probeTimes: { kind: "beforeStart" },
  errorsInARow: 4,
  pauseWhenBlind: false,
};
const FORECAST = {
  plan: "AllAtOnce",
  steps: [],
  finish: "2026-11-23T10:09:00Z",
  takes: "9 min",
  pauses: 0,
  rollbackWithin: "1 min",
  codeDeployCan: true,
};

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
  useSession: () => ({ session: { mode: "practice" }, instance: { arn: "arn:instance" } }),
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

/** Opens the wizard and goes on to its review. */
async function toReview() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <WizardPage name="orders" alias="PROD" />
    </QueryClientProvider>,
  );
  await press("Next");
  await press("Publish the next version");
  await waitFor(() => expect(shell.practiceNextVersion).toHaveBeenCalled());
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
