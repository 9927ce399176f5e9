/** Whether Connect may invoke something, why, and what to do. */
import Box from "@cloudscape-design/components/box";
import type { PermissionDto } from "../ipc";
import { Said, Words } from "./words";

export function permissionType(it: PermissionDto): "success" | "warning" | "error" {
  if (it.allowed === null) return "warning";
  if (!it.allowed) return "error";
  return it.remedy === "" ? "success" : "warning";
}

export function Permission(props: { permission: PermissionDto }) {
  const { permission: it } = props;
  return (
    <>
      <Said tone={permissionType(it)}>
        <Words text={it.message} />
      </Said>
      {it.remedy && (
        <Box color="text-body-secondary">
          <Words text={it.remedy} />
        </Box>
      )}
    </>
  );
}
