/** What mends a finding: said first, then done. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type FixDto, shell } from "../../../ipc";
import { ConfirmModal } from "../../../shared/confirm-modal";
import { FailureAlert } from "../../../shared/failure-alert";
import { useAside } from "../../../shared/use-aside";
import { Words } from "../../../shared/words";
import { WriteButton } from "../../../shared/write-button";
import { isConfirmed, Labelled, TypeToConfirm } from "../../review/parts";
import { ReviewModal } from "../../review/review-modal";
import type { DraftReview } from "./use-draft-review";

export function Fix({ fix, review }: { fix: FixDto; review: DraftReview }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const wish = review.data?.wish;
  return (
    <>
      <WriteButton onClick={() => setOpen(true)} data-testid={`fix-${fix.id}`}>
        {fix.label}
      </WriteButton>
      {open && wish && fix.reviewedMove && (
        <ReviewModal
          change={{
            kind: "moveToVersion",
            function: wish.function,
            alias: wish.alias,
            to: fix.reviewedMove,
          }}
          close={close}
        />
      )}
      {open && !fix.reviewedMove && <Asked fix={fix} review={review} close={close} />}
    </>
  );
}

function Asked(props: { fix: FixDto; review: DraftReview; close: () => void }) {
  const { fix, review, close } = props;
  const [typed, setTyped] = useState("");
  const wanted = fix.types ? (review.data?.typeToConfirm ?? null) : null;
  const aside = useAside(fix.label, close);
  const mend = useMutation({
    mutationFn: () => shell.fixFinding(review.data?.id ?? "", fix.id, typed.trim() || null),
    onSuccess: (draft) => {
      review.mended(draft);
      aside.well({
        type: "success",
        header: `Done: ${fix.label}`,
        content: "Everything that the rollout needs was looked at again.",
      });
    },
    onError: aside.failed,
  });
  return (
    <ConfirmModal
      header={fix.label}
      close={close}
      confirm={{
        words: fix.label,
        act: () => mend.mutate(),
        writes: true,
        disabled: !isConfirmed(wanted, typed),
        busy: mend.isPending && { words: "Doing it, and looking again", aside: aside.put },
        testId: "fix-confirm",
      }}
    >
      {mend.isError && <FailureAlert error={mend.error} />}
      <Words text={fix.does} />
      <Labelled label="What undoes it">{fix.undo}</Labelled>
      <TypeToConfirm wanted={wanted} typed={typed} onTyped={setTyped} />
    </ConfirmModal>
  );
}
