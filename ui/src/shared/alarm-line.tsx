/** One alarm: name, state, what it watches for, since when. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { AlarmDto, AlarmStateDto } from "../ipc";
import { dateTime } from "./format";

const STATES: Record<AlarmStateDto, { type: "success" | "error" | "pending"; text: string }> = {
  ok: { type: "success", text: "OK" },
  alarm: { type: "error", text: "In alarm" },
  insufficientData: { type: "pending", text: "Insufficient data" },
};

export function AlarmLine(props: { alarm: AlarmDto }) {
  const { alarm } = props;
  const state = STATES[alarm.state];
  return (
    <SpaceBetween size="xxs">
      <SpaceBetween size="xs" direction="horizontal">
        <StatusIndicator type={state.type}>{state.text}</StatusIndicator>
        <Box variant="strong">{alarm.name}</Box>
      </SpaceBetween>
      <Box color="text-body-secondary">
        {alarm.condition}
        {alarm.since ? ` · since ${dateTime(alarm.since)}` : ""}
      </Box>
    </SpaceBetween>
  );
}
