/** What is kept ready for the old version though nobody calls it, and how to end that. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../../app/session";
import { type RolloutRowDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { versionName } from "../../../shared/format";

export function LeftReady({ row }: { row: RolloutRowDto }) {
  const { session } = useSession();
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const key = ["left-ready", row.id];
  const left = useQuery({
    queryKey: key,
    queryFn: () => shell.leftReady(row.id),
    enabled: row.ours && row.state === "completed",
    staleTime: Infinity,
  });
  const release = useMutation({
    mutationFn: () => shell.releaseReady(row.id),
    onSuccess: () => {
      setAsking(false);
      client.setQueryData(key, null);
      client.invalidateQueries({ queryKey: ["activity"] });
    },
  });
  if (!left.data) return null;
  const { version, environments } = left.data;
  const readOnly = session.mode === "readOnly";
  const ready = `${environments} environments ready for ${versionName(version)}`;
  return (
    <Alert
      type="info"
      data-testid="left-ready"
      action={
        <Button
          disabled={readOnly}
          disabledReason="This account is open read-only."
          onClick={() => setAsking(true)}
        >
          Keep none ready
        </Button>
      }
    >
      Lambda still keeps {ready}, which no alias calls any more. That costs until it is removed.
      {asking && (
        <Modal
          visible
          onDismiss={() => setAsking(false)}
          closeAriaLabel="Close"
          header={`Keep none ready for ${versionName(version)} of ${row.function}`}
          footer={
            <Box float="right">
              <SpaceBetween size="xs" direction="horizontal">
                <Button variant="link" onClick={() => setAsking(false)}>
                  Cancel
                </Button>
                <Button
                  variant="primary"
                  loading={release.isPending}
                  loadingText="Asking Lambda"
                  onClick={() => release.mutate()}
                  data-testid="left-ready-confirm"
                >
                  Keep none ready
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <SpaceBetween size="s">
            {release.isError && <FailureAlert error={release.error} />}
            <div>
              Lambda stops keeping {ready} (<code>DeleteProvisionedConcurrencyConfig</code>). A
              rollout back to that version then begins with cold starts.
            </div>
            <div>
              <Box variant="awsui-key-label">What undoes it</Box>
              Undo, in Activity: as many are made ready again, which takes a few minutes.
            </div>
          </SpaceBetween>
        </Modal>
      )}
    </Alert>
  );
}
