/** What mends a finding: said first, then done. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSession } from "../../../app/session";
import type { FixDto } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { Words } from "../../../shared/words";
import { ReviewModal } from "../../review/review-modal";
import type { DraftReview } from "./use-draft-review";

export function Fix({ fix, review }: { fix: FixDto; review: DraftReview }) {
  const { session } = useSession();
  const [open, setOpen] = useState(false);
  const readOnly = session.mode === "readOnly";
  const close = () => setOpen(false);
  const wish = review.data?.wish;
  return (
    <>
      <Button
        disabled={readOnly}
        disabledReason="This account is open read-only."
        onClick={() => setOpen(true)}
        data-testid={`fix-${fix.id}`}
      >
        {fix.label}
      </Button>
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
  const confirmed = wanted === null || typed.trim() === wanted;
  const mend = () =>
    review.fix.mutate({ id: fix.id, typed: typed.trim() || null }, { onSuccess: close });
  return (
    <Modal
      visible
      onDismiss={close}
      closeAriaLabel="Close"
      header={fix.label}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close} disabled={review.fix.isPending}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!confirmed}
              loading={review.fix.isPending}
              loadingText="Doing it, and looking again"
              onClick={mend}
              data-testid="fix-confirm"
            >
              {fix.label}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        {review.fix.isError && <FailureAlert error={review.fix.error} />}
        <Words text={fix.does} />
        <div>
          <Box variant="awsui-key-label">What undoes it</Box>
          {fix.undo}
        </div>
        {wanted && (
          <FormField label={`Type ${wanted} to confirm`} description="This alias takes live calls.">
            <Input
              value={typed}
              onChange={({ detail }) => setTyped(detail.value)}
              autoComplete={false}
              spellcheck={false}
              ariaRequired
            />
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}
