/** Finds what is asked about, and says what it hits. */
import type { AtlasDto, FlowRowDto, ResolutionDto } from "../../ipc";
import { gapText } from "../../shared/gaps";
import { resolutionText } from "../../shared/resolution";

export interface Subject {
  number: string | null;
  flow: FlowRowDto | null;
  /** Why nobody can say which flow the number enters. */
  unknown: string | null;
}

/** Phone numbers and flows that match, exact ones first. Spaces and dashes in
 * a number do not matter. */
export function found(atlas: AtlasDto, words: string): Subject[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return [];
  const digits = wanted.replaceAll(/[\s()\-+.]/g, "");
  const isNumber = /^\d{2,}$/.test(digits);
  const flowOf = (id: string | undefined) => atlas.flows.find((flow) => flow.id === id) ?? null;
  const numbers = atlas.phoneNumbers
    .filter(
      (it) =>
        (isNumber && it.number.includes(digits)) || it.description.toLowerCase().includes(wanted),
    )
    .map((it) => ({ number: it.number, flow: flowOf(it.flow?.id), unknown: it.unknown }));
  const flows = atlas.flows
    .filter((flow) => flow.name.toLowerCase().includes(wanted) || flow.id === wanted)
    .map((flow) => ({ number: null, flow, unknown: null }));
  const exact = (subject: Subject) =>
    subject.number?.includes(digits) || subject.flow?.name.toLowerCase() === wanted ? 0 : 1;
  return [...numbers, ...flows].sort((one, other) => exact(one) - exact(other));
}

export interface Hit {
  /** Names of the flows on the way; empty for the flow's own call. */
  via: string[];
  resolution: ResolutionDto;
}

/** Every Lambda call that a caller of the flow reaches, the same one once. */
export function hits(flow: FlowRowDto): Hit[] {
  const all: Hit[] = [
    ...flow.calls.map((call) => ({ via: [], resolution: call.resolution })),
    ...flow.reached.map((it) => ({
      via: it.via.map((flow) => flow.name),
      resolution: it.call.resolution,
    })),
  ];
  return [...new Map(all.map((hit) => [hitKey(hit), hit])).values()];
}

export function hitKey(hit: Hit): string {
  return `${hit.via.join(" > ")}|${resolutionText(hit.resolution)}`;
}

/** The answer as text, to be sent to somebody. `asOf` says how old it is. */
export function sentence(subject: Subject, asOf: string): string {
  return `${answer(subject)} (${asOf})`;
}

function answer({ number, flow, unknown }: Subject): string {
  if (!flow) {
    return unknown
      ? `It is not known which flow ${number} enters: ${unknown}`
      : `${number} enters no flow.`;
  }
  const who = number
    ? `${number} enters the flow “${flow.name}”, which`
    : `The flow “${flow.name}”`;
  const known = hits(flow);
  const each = known.map((hit) => {
    const through = hit.via.length > 0 ? ` (through ${hit.via.join(" > ")})` : "";
    return `${resolutionText(hit.resolution)}${through}`;
  });
  const gaps = flow.gaps.map(gapText);
  if (each.length > 0) return [`${who} hits: ${each.join("; ")}.`, ...gaps].join(" ");
  if (gaps.length > 0) return [`${who} calls what is not all known.`, ...gaps].join(" ");
  return `${who} calls no Lambda function.`;
}
