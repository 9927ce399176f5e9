/** What mends a finding: said first, then done. */
import { useState } from "react";
import type { FixDto } from "../../../ipc";
import { ConfirmModal } from "../../../shared/confirm-modal";
import { FailureAlert } from "../../../shared/failure-alert";
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
          close={() => {
            close();
            review.refetch();
          }}
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
  const mend = () =>
    review.fix.mutate({ id: fix.id, typed: typed.trim() || null }, { onSuccess: close });
  return (
    <ConfirmModal
      header={fix.label}
      close={close}
      confirm={{
        words: fix.label,
        act: mend,
        writes: true,
        disabled: !isConfirmed(wanted, typed),
        busy: review.fix.isPending,
        working: "Doing it, and looking again",
        testId: "fix-confirm",
      }}
    >
      {review.fix.isError && <FailureAlert error={review.fix.error} />}
      <Words text={fix.does} />
      <Labelled label="What undoes it">{fix.undo}</Labelled>
      <TypeToConfirm wanted={wanted} typed={typed} onTyped={setTyped} />
    </ConfirmModal>
  );
}
