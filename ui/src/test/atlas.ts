/** Small maps for tests. */
import type { AtlasDto, FlowRowDto } from "../ipc";

export function flow(name: string, more: Partial<FlowRowDto> = {}): FlowRowDto {
  return {
    id: `id-${name}`,
    arn: `arn:${name}`,
    name,
    module: false,
    flowType: "CONTACT_FLOW",
    archived: false,
    published: true,
    lastModified: null,
    actions: 1,
    calls: [],
    reached: [],
    gaps: [],
    transfers: [],
    phoneNumbers: [],
    diagnostics: [],
    findings: [],
    unreadable: null,
    ...more,
  };
}

export function atlas(more: Partial<AtlasDto> = {}): AtlasDto {
  return {
    instance: { arn: "arn:i", id: "i", alias: "small", status: "ACTIVE" },
    scannedAt: "2026-11-23T10:00:00Z",
    lookedAt: "2026-11-23T10:00:00Z",
    rescanFailed: null,
    flows: [],
    phoneNumbers: [],
    aliases: [],
    findings: [],
    incomplete: [],
    ...more,
  };
}
