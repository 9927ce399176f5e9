/** Flows and phone numbers by name. What is not known is null, which is not none. */
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { routes } from "../app/routes";
import type { FlowRefDto } from "../ipc";
import { Said } from "./words";

export const NOT_KNOWN = "Not known: the instance was not scanned.";

const flowName = (flow: FlowRefDto) => `${flow.name}${flow.module ? " (module)" : ""}`;

export function FlowLinks(props: { flows: readonly FlowRefDto[] | null; none: string }) {
  return (
    <List {...props} all={props.flows} id={(flow) => flow.id}>
      {(flow) => <Link href={routes.flow(flow.id)}>{flowName(flow)}</Link>}
    </List>
  );
}

export function NumberLinks(props: { numbers: readonly string[] | null; none: string }) {
  return (
    <List {...props} all={props.numbers} id={(number) => number}>
      {(number) => <Link href={routes.whichFor(number)}>{number}</Link>}
    </List>
  );
}

/** By name only: where a link would throw away what is being decided. */
export function FlowNames(props: { flows: readonly FlowRefDto[] | null; none: string }) {
  return (
    <List {...props} all={props.flows} id={(flow) => flow.id}>
      {flowName}
    </List>
  );
}

export function Numbers(props: { numbers: readonly string[] | null; none: string }) {
  return (
    <List {...props} all={props.numbers} id={(number) => number}>
      {(number) => number}
    </List>
  );
}

function List<T>(props: {
  all: readonly T[] | null;
  none: string;
  id: (it: T) => string;
  children: (it: T) => ReactNode;
}) {
  if (props.all === null) return <Said tone="warning">{NOT_KNOWN}</Said>;
  if (props.all.length === 0) return <Box color="text-body-secondary">{props.none}</Box>;
  return (
    <SpaceBetween size="xxs">
      {props.all.map((it) => (
        <div key={props.id(it)}>{props.children(it)}</div>
      ))}
    </SpaceBetween>
  );
}
