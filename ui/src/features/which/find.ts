/** Finds what is asked about, and says what it hits. */
import type { AtlasDto, FlowRowDto, ResolutionDto } from "../../ipc";
import { resolutionText } from "../../shared/resolution";

export interface Subject {
  number: string | null;
  flow: FlowRowDto | null;
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
    .map((it) => ({ number: it.number, flow: flowOf(it.flow?.id) }));
  const flows = atlas.flows
    .filter((flow) => flow.name.toLowerCase().includes(wanted) || flow.id === wanted)
    .map((flow) => ({ number: null, flow }));
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

/** The answer as text, to be sent to somebody. */
export function sentence(subject: Subject): string {
  const who = subject.number ?? `The flow “${subject.flow?.name}”`;
  if (!subject.flow) return `${who} enters no flow.`;
  const enters = subject.number ? ` enters the flow “${subject.flow.name}”, which` : "";
  const all = hits(subject.flow);
  if (all.length === 0) return `${who}${enters} calls no Lambda function.`;
  const each = all.map((hit) => {
    const through = hit.via.length > 0 ? ` (through ${hit.via.join(" > ")})` : "";
    return `${resolutionText(hit.resolution)}${through}`;
  });
  return `${who}${enters} hits: ${each.join("; ")}.`;
}
