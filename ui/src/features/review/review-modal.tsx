/** Every write passes here: what changes, who is affected, what undoes it. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type ReviewDto, type RoutingChangeDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";
import { useReadOnly } from "../../shared/use-read-only";
import { ReviewBody } from "./review-body";
import { useToldOutcome } from "./told-outcome";

interface Props {
  change: RoutingChangeDto;
  close: () => void;
  /** To the form, when there is one. */
  back?: () => void;
}

export function ReviewModal({ change, close, back }: Props) {
  const { instance } = useSession();
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const tellOutcome = useToldOutcome();
  const review = useQuery({
    // Planned anew each time that it is opened: the alias may have moved.
    queryKey: ["review", instance.arn, change],
    queryFn: () => shell.reviewRouting(instance.arn, change),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const apply = useMutation({
    mutationFn: (ready: ReviewDto) =>
      shell.applyReview(ready.id, ready.typeToConfirm ? typed : null),
    onSuccess: (act) => {
      tellOutcome(act);
      close();
    },
    onSettled: () => {
      for (const key of ["alias", "atlas", "function", "activity", "chart"]) {
        client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  const ready = review.data;
  const confirmed = !ready?.typeToConfirm || typed.trim() === ready.typeToConfirm;
  const { readOnly, reason } = useReadOnly();
  const cannot = !ready || ready.unchanged || !confirmed || readOnly;
  return (
    <Modal
      visible
      size="large"
      onDismiss={close}
      closeAriaLabel="Close"
      header={ready?.title ?? "Review"}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close} disabled={apply.isPending}>
              Cancel
            </Button>
            {back && (
              <Button onClick={back} disabled={apply.isPending}>
                Back
              </Button>
            )}
            <Button
              variant="primary"
              disabled={cannot}
              disabledReason={reason}
              loading={apply.isPending}
              loadingText="Changing the alias and reading it back"
              onClick={() => ready && apply.mutate(ready)}
              data-testid="review-confirm"
            >
              Change it now
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <div data-testid="review-panel">
        <SpaceBetween size="m">
          {review.isPending && <Loading words="Looking at the alias as it stands…" />}
          {review.isError && <FailureAlert error={review.error} again={() => review.refetch()} />}
          {apply.isError && <FailureAlert error={apply.error} again={() => review.refetch()} />}
          {ready && <ReviewBody review={ready} typed={typed} onTyped={setTyped} />}
        </SpaceBetween>
      </div>
    </Modal>
  );
}
