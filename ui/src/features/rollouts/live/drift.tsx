/** Decisions that only a person can make: a foreign change, a firing alarm, what was left. */
import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { RolloutCommandDto, RolloutDto, ShareDto } from "../../../ipc";
import { sharesText } from "../../../shared/format";
import { Words } from "../../../shared/words";
import { WriteButton } from "../../../shared/write-button";
import { Asking } from "./asking";
import { stateOf } from "./commands";

export function Drift({ rollout }: { rollout: RolloutDto }) {
  const { drift, row } = rollout;
  if (drift) {
    return (
      <Alert type="warning" header="Somebody else moved the alias">
        <SpaceBetween size="s">
          <div>
            It stands at {sharesText(drift.found)}; the rollout left it at{" "}
            {sharesText(drift.expected)}. <Words text={drift.who} />
          </div>
          <Decisions
            rollout={rollout}
            seen={drift.found}
            words={{ adopt: "Adopt it", overwrite: "Overwrite it", leave: "Leave it" }}
          />
        </SpaceBetween>
      </Alert>
    );
  }
  if (stateOf(rollout, "shipAnyway")?.live) {
    return (
      <Alert type="warning" header="Alarms fired before the start">
        <SpaceBetween size="s">
          <Words text={row.sentence} />
          <Decisions rollout={rollout} seen={null} words={{ shipAnyway: "Ship the fix anyway" }} />
        </SpaceBetween>
      </Alert>
    );
  }
  if (row.standing !== "waiting") return null;
  return (
    <Alert type="warning" header="This rollout waits for you">
      <SpaceBetween size="s">
        <Words text={row.sentence} />
        {stateOf(rollout, "leave")?.live && (
          <Decisions rollout={rollout} seen={null} words={{ leave: "Leave it as it is" }} />
        )}
      </SpaceBetween>
    </Alert>
  );
}

interface Props {
  rollout: RolloutDto;
  seen: ShareDto[] | null;
  words: Partial<Record<RolloutCommandDto, string>>;
}

function Decisions({ rollout, seen, words }: Props) {
  const [asking, setAsking] = useState<RolloutCommandDto | null>(null);
  const shown = (Object.keys(words) as RolloutCommandDto[]).filter(
    (command) => command !== "adopt" || stateOf(rollout, command)?.does,
  );
  return (
    <SpaceBetween size="s">
      {shown.map((command) => {
        const state = stateOf(rollout, command);
        return (
          <SpaceBetween key={command} size="xs" direction="horizontal" alignItems="center">
            <WriteButton
              disabled={!state?.live}
              disabledReason={state?.whyNot ?? undefined}
              onClick={() => setAsking(command)}
              data-testid={`rollout-${command}`}
            >
              {words[command]}
            </WriteButton>
            <span>
              <Words text={state?.does ?? ""} />
            </span>
          </SpaceBetween>
        );
      })}
      {asking && (
        <Asking
          command={asking}
          words={words[asking] ?? ""}
          rollout={rollout}
          seen={seen}
          close={() => setAsking(null)}
        />
      )}
    </SpaceBetween>
  );
}
