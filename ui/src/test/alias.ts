/** A small alias, for tests. */
import type { AliasDto } from "../ipc";

export const ALIAS: AliasDto = {
  function: "orders",
  alias: "PROD",
  arn: "arn:orders:PROD",
  description: "",
  version: "7",
  shares: [{ version: "7", percent: 100 }],
  split: false,
  permission: { allowed: true, message: "Connect may invoke it.", remedy: "", statementId: "s" },
  flows: [],
  phoneNumbers: [],
  alarms: [],
  alarmsFailed: null,
};
