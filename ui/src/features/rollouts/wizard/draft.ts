/** What a person has chosen so far, and the wish that it makes. */
import type { DriverWishDto, GatesDto, RolloutWishDto } from "../../../ipc";
import { wrongNumber, wrongSteps } from "./numbers";

export interface Draft {
  name: string | null;
  alias: string | null;
  to: string | null;
  /** A name, or `own` for `steps`. */
  plan: string;
  /** A list of steps, or a canary or linear name with other numbers. */
  steps: string;
  driver: "program" | "codeDeploy";
  /** `application/group` of a group that is there. */
  group: string | null;
  /** The alarms that this group watches. */
  groupAlarms: string[];
  /** Make a group instead. */
  newGroup: { application: string; group: string; role: string } | null;
  /** Null until the suggestions were read. */
  gates: GatesDto | null;
}

export const OWN = "own";

/** Nothing is watched. */
export const NO_GATES: GatesDto = {
  alarms: [],
  ignoreUnreadableAlarms: false,
  version: null,
  probes: [],
  probeTimes: { kind: "beforeStart" },
  errorsInARow: 4,
  pauseWhenBlind: false,
};

export const EMPTY: Draft = {
  name: null,
  alias: null,
  to: null,
  plan: "Linear10PercentEvery1Minute",
  steps: "5 % 10 min, pause, 25 % 30 min, 100 %",
  driver: "program",
  group: null,
  groupAlarms: [],
  newGroup: null,
  gates: null,
};

/** The pace as text. */
export function planText(draft: Draft): string {
  return draft.plan === OWN ? draft.steps.trim() : draft.plan;
}

/** Why a step of the wizard cannot be left; null when it can. */
export function missing(draft: Draft, step: number): string | null {
  if (step >= 0 && !(draft.name && draft.alias)) return "Choose a function and an alias.";
  if (step >= 1 && !draft.to) return "Choose the new version.";
  if (step >= 2 && !planText(draft)) return "Choose a pace.";
  if (step >= 3 && !driver(draft)) return "Choose a deployment group, or fill in the new one.";
  if (step >= 4) return gatesProblem(draft.gates && watched(draft, draft.gates));
  return null;
}

/** What is wrong with the gates; null when nothing is. */
export function gatesProblem(gates: GatesDto | null): string | null {
  if (!gates) return "Wait until the gates have been suggested.";
  if (gates.alarms.length > 10) return "Choose at most ten alarms.";
  for (const probe of gates.probes) {
    if (!probe.name.trim()) return "Give every probe a name.";
    if (!isJson(probe.event)) return `The event of probe ${probe.name} is not JSON.`;
  }
  return wrongSteps(gates.probeTimes) ?? wrongNumber(gates);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function driver(draft: Draft): DriverWishDto | null {
  if (draft.driver === "program") return { kind: "program" };
  if (draft.newGroup) {
    const { application, group, role } = draft.newGroup;
    if (!application.trim() || !group.trim() || !role.startsWith("arn:")) return null;
    return { kind: "codeDeploy", application, group, serviceRole: role };
  }
  const [application, group] = (draft.group ?? "").split("/");
  return application && group
    ? { kind: "codeDeploy", application, group, serviceRole: null }
    : null;
}

/** What of the gates is in force: CodeDeploy watches the alarms of its group and nothing else. */
function watched(draft: Draft, gates: GatesDto): GatesDto {
  if (draft.driver === "program") return gates;
  const alarms = draft.newGroup ? gates.alarms : draft.groupAlarms;
  return { ...gates, alarms, version: null, probes: [] };
}

/** The wish; null while something is missing. */
export function wish(draft: Draft): RolloutWishDto | null {
  const by = driver(draft);
  if (missing(draft, 4) || !draft.name || !draft.alias || !draft.to || !by || !draft.gates) {
    return null;
  }
  return {
    function: draft.name,
    alias: draft.alias,
    to: draft.to,
    plan: planText(draft),
    driver: by,
    gates: watched(draft, draft.gates),
  };
}
