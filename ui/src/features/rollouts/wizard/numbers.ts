/** What a number of the gates may be, and what is wrong with one that is not. */
import type { GatesDto, ProbeDto, ProbeTimesDto, VersionGateDto } from "../../../ipc";

export interface Rule {
  label: string;
  least: number;
  most: number;
  /** Only whole numbers. */
  whole: boolean;
  /** May be left out, which is null. */
  optional?: boolean;
}

const percent = (label: string): Rule => ({ label, least: 0.01, most: 100, whole: false });
const count = (label: string, most: number): Rule => ({ label, least: 0, most, whole: true });

export const RULES = {
  noticePercent: percent("Failing calls that must be noticed, %"),
  falseAlarmsPercent: percent("Rollouts stopped by mere chance, %"),
  normalPercent: percent("Failing calls that are normal, %"),
  toleratedFailures: count("Failed readings put up with", 1000),
  patienceSeconds: count("A step waits for traffic, s", 86_400),
  limitMillis: {
    label: "Slower than this fails, ms",
    least: 1,
    most: 900_000,
    whole: true,
    optional: true,
  },
  errorsInARow: count("Readings in a row that may fail to come", 1000),
  timeLimitSeconds: { label: "The flow waits, s", least: 1, most: 60, whole: true },
} satisfies Record<string, Rule>;

/** The number that a text is; NaN when it is none, so that a form cannot take it for one. */
export function parsed(text: string, rule: Rule): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return rule.optional ? null : Number.NaN;
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** What is wrong with a number; undefined when nothing is. */
export function wrong(value: number | null, rule: Rule): string | undefined {
  if (value === null && rule.optional) return undefined;
  const fits = value !== null && value >= rule.least && value <= rule.most;
  if (fits && (!rule.whole || Number.isInteger(value))) return undefined;
  const kind = rule.whole ? "a whole number" : "a number";
  const range = `${kind} from ${rule.least} to ${rule.most}`;
  return rule.optional ? `Write ${range}, or nothing.` : `Write ${range}.`;
}

/** The first number of the gates that is none. */
export function wrongNumber(gates: GatesDto): string | null {
  const told = (value: number | null, rule: Rule) => {
    const problem = wrong(value, rule);
    return problem ? `${rule.label}: ${problem}` : null;
  };
  const version = (gate: VersionGateDto) =>
    told(gate.noticePercent, RULES.noticePercent) ??
    told(gate.falseAlarmsPercent, RULES.falseAlarmsPercent) ??
    told(gate.normalPercent, RULES.normalPercent) ??
    told(gate.toleratedFailures, RULES.toleratedFailures) ??
    told(gate.patienceSeconds, RULES.patienceSeconds) ??
    (gate.slower && told(gate.slower.limitMillis, RULES.limitMillis));
  const probe = (found: string | null, it: ProbeDto) =>
    found ?? told(it.timeLimitSeconds, RULES.timeLimitSeconds);
  return (
    told(gates.errorsInARow, RULES.errorsInARow) ??
    (gates.version && version(gates.version)) ??
    gates.probes.reduce(probe, null)
  );
}

/** Texts separated by commas. */
export function listed(text: string): string[] {
  return text
    .split(",")
    .map((it) => it.trim())
    .filter(Boolean);
}

/** Whole numbers separated by commas; NaN for what is none. */
export function numbered(text: string): number[] {
  return listed(text).map((it) => (/^\d+$/.test(it) ? Number(it) : Number.NaN));
}

/** What is wrong with the steps after which probes run; undefined when nothing is. */
export function wrongSteps(times: ProbeTimesDto): string | undefined {
  if (times.kind !== "steps") return undefined;
  const fits = times.steps.length > 0 && times.steps.every((it) => it >= 1);
  return fits ? undefined : "Write the steps' numbers, such as 1, 3.";
}
