/** What is kept ready for the old version though nobody calls it, and how to end that. */
import Alert from "@cloudscape-design/components/alert";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type RolloutRowDto, shell } from "../../../ipc";
import { ConfirmModal } from "../../../shared/confirm-modal";
import { FailureAlert } from "../../../shared/failure-alert";
import { versionName } from "../../../shared/format";
import { WriteButton } from "../../../shared/write-button";
import { Labelled } from "../../review/parts";

export function LeftReady({ row }: { row: RolloutRowDto }) {
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
  const ready = `${environments} environments ready for ${versionName(version)}`;
  return (
    <Alert
      type="info"
      data-testid="left-ready"
      action={<WriteButton onClick={() => setAsking(true)}>Keep none ready</WriteButton>}
    >
      Lambda still keeps {ready}, which no alias calls any more. That costs until it is removed.
      {asking && (
        <ConfirmModal
          header={`Keep none ready for ${versionName(version)} of ${row.function}`}
          close={() => setAsking(false)}
          confirm={{
            words: "Keep none ready",
            act: () => release.mutate(),
            writes: true,
            busy: release.isPending,
            working: "Asking Lambda",
            testId: "left-ready-confirm",
          }}
        >
          {release.isError && <FailureAlert error={release.error} />}
          <div>
            Lambda stops keeping {ready} (<code>DeleteProvisionedConcurrencyConfig</code>). A
            rollout back to that version then begins with cold starts.
          </div>
          <Labelled label="What undoes it">
            Undo, in Activity: as many are made ready again, which takes a few minutes.
          </Labelled>
        </ConfirmModal>
      )}
    </Alert>
  );
}
