/** Flows and phone numbers by name. */
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { routes } from "../app/routes";
import type { FlowRefDto } from "../ipc";

export function FlowLinks(props: { flows: readonly FlowRefDto[]; none: string }) {
  if (props.flows.length === 0) return <Box color="text-body-secondary">{props.none}</Box>;
  return (
    <SpaceBetween size="xxs">
      {props.flows.map((flow) => (
        <Link key={flow.id} href={routes.flow(flow.id)}>
          {flow.name}
          {flow.module ? " (module)" : ""}
        </Link>
      ))}
    </SpaceBetween>
  );
}

export function NumberLinks(props: { numbers: readonly string[]; none: string }) {
  if (props.numbers.length === 0) return <Box color="text-body-secondary">{props.none}</Box>;
  return (
    <SpaceBetween size="xxs">
      {props.numbers.map((number) => (
        <Link key={number} href={routes.whichFor(number)}>
          {number}
        </Link>
      ))}
    </SpaceBetween>
  );
}
