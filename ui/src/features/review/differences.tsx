/** What is different in a flow, or in a stack's parameters. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { FlowChangeDto } from "../../ipc";

export function Differences(props: { changes: readonly FlowChangeDto[] }) {
  return (
    <SpaceBetween size="s">
      {props.changes.map((it) => (
        <div key={`${it.block} ${it.what}`}>
          <Box variant="awsui-key-label">
            {[it.blockType, it.what].filter(Boolean).join(": ")} {it.block && `(${it.block})`}
          </Box>
          {it.before !== null && <Box variant="code">− {it.before}</Box>}
          {it.after !== null && (
            <div>
              <Box variant="code">+ {it.after}</Box>
            </div>
          )}
        </div>
      ))}
    </SpaceBetween>
  );
}
