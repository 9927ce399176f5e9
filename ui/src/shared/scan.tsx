/** How old a scan is, and scanning anew. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { useAccountTime } from "../app/account-time";
import { useSession } from "../app/session";
import type { AtlasDto } from "../ipc";
import { ago, dateTime } from "./format";
import { useScan } from "./use-atlas";

export function ScanButton() {
  const scan = useScan();
  return (
    <Button
      iconName="refresh"
      loading={scan.isPending}
      loadingText="Scanning"
      onClick={() => scan.mutate()}
    >
      Scan again
    </Button>
  );
}

/** As of when flows and numbers are shown, and as of when the weights. */
export function ScanAge(props: { atlas: AtlasDto }) {
  const { session } = useSession();
  const now = useAccountTime(session);
  const { scannedAt, lookedAt } = props.atlas;
  return (
    <Box variant="span" color="text-body-secondary">
      <span data-testid="scan-age">
        Flows and phone numbers as of {ago(scannedAt, now)} ({dateTime(scannedAt)}), weights as of{" "}
        {ago(lookedAt, now)}.
      </span>
    </Box>
  );
}
