/** How instants, shares and counts are said. Instants are shown in local time. */
import type { ShareDto } from "../ipc";

const DATE_TIME = new Intl.DateTimeFormat(undefined, {
  year: "numeric",
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});
const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});
const SHORT_TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY_TIME = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});
const COUNT = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const PERCENT = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** Date and time with the zone; a dash when there is none. */
export function dateTime(instant: string | null | undefined): string {
  return instant ? DATE_TIME.format(new Date(instant)) : "–";
}

/** Time of day with the zone. */
export function clock(instant: Date): string {
  return CLOCK.format(instant);
}

/** The zone in which instants are shown then, such as "CET". */
export function zone(instant: Date): string {
  const parts = CLOCK.formatToParts(instant);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** Time on a chart's axis; with the day when the window is longer than one. */
export function axisTime(at: Date, hoursShown: number): string {
  return (hoursShown > 24 ? DAY_TIME : SHORT_TIME).format(at);
}

/** Such as "3 minutes ago", seen from `now`. */
export function ago(instant: string, now: Date): string {
  const seconds = (new Date(instant).getTime() - now.getTime()) / 1000;
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.round(seconds / length), unit);
  }
  return RELATIVE.format(Math.round(seconds), "second");
}

/** A number of calls. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** Such as "12.5 %". */
export function percent(value: number): string {
  return `${PERCENT.format(value)} %`;
}

/** Whether the code behind a version stays; that of `$LATEST` does not. */
export function isPublished(version: string): boolean {
  return /^\d+$/.test(version);
}

/** Such as "version 7"; `$LATEST` stays itself. */
export function versionName(version: string): string {
  return isPublished(version) ? `version ${version}` : version;
}

/** Such as "75 % version 7, 25 % version 8". */
export function sharesText(shares: readonly ShareDto[]): string {
  if (shares.length === 0) return "nothing";
  return shares
    .map((share) => `${percent(share.percent)} ${versionName(share.version)}`)
    .join(", ");
}

/** The singular or plural with its number. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

const TYPE_WORDS: Record<string, string> = {
  CONTACT_FLOW: "Inbound flow",
  CUSTOMER_QUEUE: "Customer queue flow",
  CUSTOMER_HOLD: "Customer hold flow",
  CUSTOMER_WHISPER: "Customer whisper flow",
  AGENT_HOLD: "Agent hold flow",
  AGENT_WHISPER: "Agent whisper flow",
  OUTBOUND_WHISPER: "Outbound whisper flow",
  AGENT_TRANSFER: "Transfer to agent flow",
  QUEUE_TRANSFER: "Transfer to queue flow",
  CAMPAIGN: "Campaign flow",
  MODULE: "Flow module",
};

/** The types that a flow can be made of, in AWS's words. */
export const FLOW_TYPES = Object.keys(TYPE_WORDS).filter((it) => it !== "MODULE");

/** AWS's type of a flow in the console's words. */
export function flowType(type: string): string {
  return TYPE_WORDS[type] ?? type;
}
