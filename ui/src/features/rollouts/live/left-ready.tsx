/** What is kept ready for the old version though nobody calls it, and how to end that. */
import Alert from "@cloudscape-design/components/alert";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type RolloutRowDto, shell } from "../../../ipc";
import { ConfirmModal } from "../../../shared/confirm-modal";
import { FailureAlert } from "../../../shared/failure-alert";
import { versionName } from "../../../shared/format";
import { useAside } from "../../../shared/use-aside";
import { WriteButton } from "../../../shared/write-button";
import { Labelled } from "../../review/parts";

const leftOf = (row: RolloutRowDto) => ["left-ready", row.id];

export function LeftReady({ row }: { row: RolloutRowDto }) {
  const [asking, setAsking] = useState(false);
  const left = useQuery({
    queryKey: leftOf(row),
    queryFn: () => shell.leftReady(row.id),
    enabled: row.ours && row.state === "completed",
    staleTime: Infinity,
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
        <Ending row={row} version={version} ready={ready} close={() => setAsking(false)} />
      )}
    </Alert>
  );
}

interface Ended {
  row: RolloutRowDto;
  version: string;
  ready: string;
  close: () => void;
}

function Ending({ row, version, ready, close }: Ended) {
  const client = useQueryClient();
  const title = `Keep none ready for ${versionName(version)} of ${row.function}`;
  const aside = useAside(title, close);
  const release = useMutation({
    mutationFn: () => shell.releaseReady(row.id),
    onSuccess: () => {
      aside.well({ type: "success", header: title, content: "Lambda keeps none any more." });
      client.setQueryData(leftOf(row), null);
      client.invalidateQueries({ queryKey: ["activity"] });
    },
    onError: aside.failed,
  });
  return (
    <ConfirmModal
      header={title}
      close={close}
      confirm={{
        words: "Keep none ready",
        act: () => release.mutate(),
        writes: true,
        busy: release.isPending && { words: "Asking Lambda", aside: aside.put },
        testId: "left-ready-confirm",
      }}
    >
      {release.isError && <FailureAlert error={release.error} />}
      <div>
        Lambda stops keeping {ready} (<code>DeleteProvisionedConcurrencyConfig</code>). A rollout
        back to that version then begins with cold starts.
      </div>
      <Labelled label="What undoes it">
        Undo, in Activity: as many are made ready again, which takes a few minutes.
      </Labelled>
    </ConfirmModal>
  );
}
