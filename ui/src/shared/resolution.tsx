/** What a Lambda call hits, in words. */
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { routes } from "../app/routes";
import type { ResolutionDto } from "../ipc";
import { sharesText } from "./format";
import { Shares } from "./shares";
import { Said, type Tone, Words } from "./words";

export function Resolution(props: { resolution: ResolutionDto }) {
  const it = props.resolution;
  switch (it.kind) {
    case "versions":
      return (
        <SpaceBetween size="xxs">
          <Target name={it.function} alias={it.alias} />
          <Shares shares={it.shares} />
          {it.latest && <Said tone="warning">Every save is live</Said>}
        </SpaceBetween>
      );
    case "atRunTime":
      return (
        <SpaceBetween size="xxs">
          <Said tone="info">
            Decided at run time by <code className="value">{it.expression}</code>
          </Said>
          {it.candidates.map((candidate) => (
            <span key={candidate.target}>
              Perhaps {candidate.target}: {sharesText(candidate.shares)}
            </span>
          ))}
        </SpaceBetween>
      );
    default:
      return (
        <Said tone={bad(it.kind)}>
          <Words text={resolutionText(it)} />
        </Said>
      );
  }
}

/** The function or alias as a link. */
export function Target(props: { name: string; alias: string | null }) {
  const { name, alias } = props;
  return alias ? (
    <Link href={routes.alias(name, alias)}>
      {name}:{alias}
    </Link>
  ) : (
    <Link href={routes.function(name)}>{name}</Link>
  );
}

/** In one sentence, for tables as CSV and for search. */
export function resolutionText(it: ResolutionDto): string {
  switch (it.kind) {
    case "versions": {
      const target = it.alias ? `${it.function}:${it.alias}` : it.function;
      return `${target} → ${sharesText(it.shares)}${it.latest ? " (every save is live)" : ""}`;
    }
    case "atRunTime":
      return `Decided at run time by ${it.expression}`;
    case "placeholder":
      return `Not filled in: ${it.problem}`;
    case "missing":
      return "The block names no function";
    case "gone":
      return `The ${it.what} ${it.name} does not exist`;
    case "elsewhere":
      return `In account ${it.account}, Region ${it.region}`;
    case "unknown":
      return `Not known: ${it.reason}`;
  }
}

function bad(kind: ResolutionDto["kind"]): Tone {
  if (kind === "elsewhere") return "info";
  return kind === "unknown" ? "warning" : "error";
}
