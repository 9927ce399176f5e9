/** The deployment that carries the rollout out. */
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { routes } from "../../../app/routes";
import type { DeploymentDto } from "../../../ipc";
import { dateTime } from "../../../shared/format";
import { Words } from "../../../shared/words";

export function Deployment({ deployment }: { deployment: DeploymentDto }) {
  const link = (id: string | null) => (id ? <Link href={routes.rollout(id)}>{id}</Link> : "–");
  return (
    <Container
      data-testid="rollout-deployment"
      header={
        <Header variant="h2" description={`${deployment.application}, ${deployment.group}`}>
          CodeDeploy
        </Header>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          items={[
            { label: "Deployment", value: deployment.id },
            { label: "Status", value: deployment.status },
            { label: "Rolled back by", value: link(deployment.rolledBackBy) },
            { label: "Rolls back", value: link(deployment.rollsBack) },
            { label: "Configuration", value: deployment.configuration },
            { label: "Started by", value: deployment.creator },
            {
              label: "Reason",
              value: deployment.error ? <Words text={deployment.error} /> : "–",
            },
            { label: "Description", value: deployment.description || "–" },
          ]}
        />
        <KeyValuePairs
          columns={3}
          items={deployment.events.map((event) => ({
            label: event.name,
            value: `${event.status}${event.startedAt ? `, ${dateTime(event.startedAt)}` : ""}`,
          }))}
        />
      </SpaceBetween>
    </Container>
  );
}
