/** Alarms that are firing. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../app/session";
import { shell } from "../../ipc";
import { AlarmLine } from "../../shared/alarm-line";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";

export function FiringAlarms() {
  const { every } = useSession();
  const alarms = useQuery({
    queryKey: ["alarms"],
    queryFn: () => shell.alarms(),
    refetchInterval: Math.max(3_000, every(60)),
  });
  const firing = alarms.data?.filter((alarm) => alarm.state === "alarm") ?? [];
  const all = alarms.data?.length ?? 0;
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" counter={alarms.data ? `(${firing.length} of ${all})` : undefined}>
          Alarms firing
        </Header>
      }
    >
      {alarms.isPending && <Loading words="Reading alarms…" />}
      {alarms.isError && <FailureAlert error={alarms.error} again={() => alarms.refetch()} />}
      {alarms.data && firing.length === 0 && (
        <Box color="text-body-secondary">
          {all === 0 ? "This account has no alarms in this Region." : "No alarm is firing."}
        </Box>
      )}
      <SpaceBetween size="m">
        {firing.map((alarm) => (
          <AlarmLine key={alarm.name} alarm={alarm} />
        ))}
      </SpaceBetween>
    </Container>
  );
}
