/** What to do once a rollout is over. */
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import { routes } from "../../../app/routes";
import type { RolloutRowDto } from "../../../ipc";
import { versionName } from "../../../shared/format";

export function AtRest(props: { row: RolloutRowDto }) {
  const { row } = props;
  return (
    <Box color="text-body-secondary" data-testid="rollout-at-rest">
      <Advice row={row} /> The report holds all of it, for a change ticket.
    </Box>
  );
}

function Advice({ row }: { row: RolloutRowDto }) {
  const { function: name, alias, from } = row;
  if (row.state === "completed") {
    return (
      <>
        To go back,{" "}
        <Link href={routes.newRollout(name, alias, from)}>roll {versionName(from)} out</Link> the
        same way.
      </>
    );
  }
  if (row.state === "rolled-back") {
    return (
      <>
        Callers have {versionName(from)} as before. The gates and the log say why; publish the next
        version, then start another.
      </>
    );
  }
  if (row.standing === "waiting") {
    return (
      <>
        Decide above; <Link href={routes.alias(name, alias)}>the alias</Link> shows where callers
        are.
      </>
    );
  }
  return (
    <>
      Look at <Link href={routes.alias(name, alias)}>the alias</Link> before you start another.
    </>
  );
}
