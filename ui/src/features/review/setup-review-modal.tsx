/** The way to every write of guided work: plan, show, confirm, carry out once. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type CarriedDto, type SetupReviewDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { ScanLoading } from "../../shared/scan-loading";
import { SetupReviewBody } from "./setup-review-body";

interface Props {
  /** Tells one wish from another. */
  wish: readonly unknown[];
  plan: () => Promise<SetupReviewDto>;
  /** What the button says. */
  confirm: string;
  /** What it says meanwhile. */
  working: string;
  close: () => void;
  /** The call is under way. */
  begun?: () => void;
  carried: (carried: CarriedDto) => void;
}

export function SetupReviewModal(props: Props) {
  const { session } = useSession();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const review = useSetupReview(props.wish, props.plan);
  const apply = useMutation({
    mutationFn: (ready: SetupReviewDto) =>
      shell.carryOut(ready.id, ready.typeToConfirm ? typed : null),
    onMutate: props.begun,
    onSuccess: (carried) => {
      props.carried(carried);
      props.close();
    },
    onSettled: () => {
      for (const key of ["leftovers", "changes", "tasks", "stack", "functions", "function"]) {
        client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  const ready = review.data;
  const again = () => {
    apply.reset();
    review.refetch();
  };
  return (
    <Modal
      visible
      size="large"
      onDismiss={props.close}
      closeAriaLabel="Close"
      header={ready?.title.replaceAll("`", "") ?? "Review"}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={props.close} disabled={apply.isPending}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!mayGoOn(ready, typed) || session.mode === "readOnly"}
              loading={apply.isPending}
              loadingText={props.working}
              onClick={() => ready && apply.mutate(ready)}
              data-testid="setup-review-confirm"
            >
              {props.confirm}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <div data-testid="setup-review">
        <SpaceBetween size="m">
          {review.isFetching && <ScanLoading words="Looking at what stands there now…" />}
          {review.isError && <FailureAlert error={review.error} again={again} />}
          {apply.isError && <FailureAlert error={apply.error} again={again} />}
          {ready && !review.isFetching && (
            <SetupReviewBody review={ready} typed={typed} onTyped={setTyped} />
          )}
        </SpaceBetween>
      </div>
    </Modal>
  );
}

/** A review, planned anew each time that it is opened. */
export function useSetupReview(
  wish: readonly unknown[],
  plan: () => Promise<SetupReviewDto>,
  enabled = true,
) {
  return useQuery({
    queryKey: ["setup-review", ...wish],
    queryFn: plan,
    enabled,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** Whether anything is going to be done, and its name is typed where it has to be. */
export function mayGoOn(review: SetupReviewDto | undefined, typed: string): boolean {
  if (!review?.possible) return false;
  return !review.typeToConfirm || typed.trim() === review.typeToConfirm;
}
