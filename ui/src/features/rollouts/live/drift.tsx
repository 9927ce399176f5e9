/** Decisions that only a person can make: a foreign change, a firing alarm. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { RolloutCommandDto, RolloutDto, ShareDto } from "../../../ipc";
import { sharesText } from "../../../shared/format";
import { Words } from "../../../shared/words";
import { stateOf } from "./commands";
import { useSteer } from "./use-steer";

export function Drift({ rollout }: { rollout: RolloutDto }) {
  const { drift } = rollout;
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
  if (!stateOf(rollout, "shipAnyway")?.live) return null;
  return (
    <Alert type="warning" header="Alarms fired before the start">
      <SpaceBetween size="s">
        <Words text={rollout.row.sentence} />
        <Decisions rollout={rollout} seen={null} words={{ shipAnyway: "Ship the fix anyway" }} />
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
  const { steer } = useSteer(rollout.row.id);
  return (
    <SpaceBetween size="s">
      {Object.entries(words).map(([name, text]) => {
        const command = name as RolloutCommandDto;
        const state = stateOf(rollout, command);
        return (
          <SpaceBetween key={command} size="xs" direction="horizontal" alignItems="center">
            <Button
              disabled={!state?.live}
              disabledReason={state?.whyNot ?? undefined}
              loading={steer.isPending && steer.variables?.command === command}
              loadingText="Asking the rollout"
              onClick={() => steer.mutate({ command, seen })}
              data-testid={`rollout-${command}`}
            >
              {text}
            </Button>
            <span>{state?.does}</span>
          </SpaceBetween>
        );
      })}
    </SpaceBetween>
  );
}
