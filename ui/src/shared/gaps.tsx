/** Where a flow leads on and nobody can say what is called. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { GapDto } from "../ipc";
import { Said, Words } from "./words";

export function Gaps(props: { gaps: readonly GapDto[] }) {
  return (
    <SpaceBetween size="xxs">
      {props.gaps.map((gap) => (
        <Said key={gapText(gap)} tone="warning">
          <Words text={gapText(gap)} />
        </Said>
      ))}
    </SpaceBetween>
  );
}

/** In one sentence. */
export function gapText(gap: GapDto): string {
  const way = gap.via.map((flow) => flow.name).join(" > ");
  const { cause } = gap;
  switch (cause.kind) {
    case "unreadable":
      return way
        ? `It leads on through ${way}, which could not be read. ${cause.reason}`
        : `It could not be read. ${cause.reason}`;
    case "atRunTime":
      return `It leads on${way && ` through ${way}`} to a flow that is decided at run time by \`${cause.expression}\`.`;
    case "notFound":
      return `It leads on${way && ` through ${way}`} to \`${cause.target}\`, which the scan did not find.`;
  }
}
