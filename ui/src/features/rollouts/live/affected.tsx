/** Who is affected, who started it, and why. */
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import { routes } from "../../../app/routes";
import type { RolloutDto } from "../../../ipc";
import { dateTime } from "../../../shared/format";
import { NumberLinks } from "../../../shared/links";
import { DRIVERS } from "../states";

export function Affected({ rollout }: { rollout: RolloutDto }) {
  const { row } = rollout;
  return (
    <Container header={<Header variant="h2">About this rollout</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          {
            label: "Alias",
            value: (
              <Link href={routes.alias(row.function, row.alias)}>
                {row.function}:{row.alias}
              </Link>
            ),
          },
          { label: "Carried out by", value: DRIVERS[row.driver] },
          { label: "Started", value: `${dateTime(row.startedAt)} by ${row.who}` },
          { label: "Flows that call it", value: rollout.flows.join(", ") || "–" },
          {
            label: "Phone numbers",
            value: <NumberLinks numbers={rollout.phoneNumbers} none="–" />,
          },
          { label: "Why", value: rollout.note || "–" },
        ]}
      />
    </Container>
  );
}
