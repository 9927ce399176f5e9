/** Whether Connect may invoke something, why, and what to do. */
import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { PermissionDto } from "../ipc";

export function permissionType(it: PermissionDto): "success" | "warning" | "error" {
  if (it.allowed === null) return "warning";
  if (!it.allowed) return "error";
  return it.remedy === "" ? "success" : "warning";
}

export function Permission(props: { permission: PermissionDto }) {
  const { permission: it } = props;
  return (
    <>
      <StatusIndicator type={permissionType(it)}>{it.message}</StatusIndicator>
      {it.remedy && <Box color="text-body-secondary">{it.remedy}</Box>}
    </>
  );
}
