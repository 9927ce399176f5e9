/** What happens next, and when; where the alias should stand and does. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useAccountTime } from "../../../app/account-time";
import { useSession } from "../../../app/session";
import type { RolloutDto } from "../../../ipc";
import { dateTime } from "../../../shared/format";
import { ShareBar } from "../../../shared/shares";
import { Words } from "../../../shared/words";
import { AtRest } from "./at-rest";
import { countdown } from "./countdown";
import { LeftReady } from "./left-ready";

export function Next({ rollout }: { rollout: RolloutDto }) {
  const { session } = useSession();
  const now = useAccountTime(session);
  const { next, row } = rollout;
  const abort = rollout.commands.find((it) => it.command === "abort");
  return (
    <Container
      data-testid="rollout-next"
      header={
        <Header variant="h2" description={<Words text={row.sentence} />}>
          {row.endedAt ? "How it ended" : "What happens next"}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={4}
          items={[
            {
              label: next.at ? countdown(next.at, now) : row.endedAt ? "Now" : "Next",
              value: (
                <>
                  <Words text={next.words} />
                  {next.at && (
                    <Box color="text-body-secondary">
                      {new Date(next.at) < now ? "Due since " : ""}
                      {dateTime(next.at)}
                    </Box>
                  )}
                </>
              ),
            },
            { label: "Wanted", value: <ShareBar shares={rollout.wanted} /> },
            {
              label: "Verified",
              value: (
                <>
                  <ShareBar shares={rollout.verified} />
                  <Box color="text-body-secondary">{dateTime(rollout.verifiedAt)}</Box>
                </>
              ),
            },
            {
              label: row.endedAt ? "Ended" : "What undoes it",
              value: row.endedAt ? (
                dateTime(row.endedAt)
              ) : (
                <>
                  {abort?.does ?? "Stop it in CodeDeploy."}
                  {rollout.finishAt && (
                    <Box color="text-body-secondary">Done at best {dateTime(rollout.finishAt)}</Box>
                  )}
                </>
              ),
            },
          ]}
        />
        {row.endedAt && <AtRest row={row} />}
        {row.endedAt && <LeftReady row={row} />}
      </SpaceBetween>
    </Container>
  );
}
