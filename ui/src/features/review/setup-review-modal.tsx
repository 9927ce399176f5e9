/** The way to every write of guided work: plan, show, confirm, carry out once. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Notice } from "../../app/notifications";
import { type CarriedDto, type SetupReviewDto, shell } from "../../ipc";
import { ConfirmModal } from "../../shared/confirm-modal";
import { FailureAlert } from "../../shared/failure-alert";
import { ScanLoading } from "../../shared/scan-loading";
import { useAside } from "../../shared/use-aside";
import { outcome } from "./carried";
import { isConfirmed } from "./parts";
import { SetupReviewBody } from "./setup-review-body";

interface Props {
  /** Tells one wish from another. */
  wish: readonly unknown[];
  plan: () => Promise<SetupReviewDto>;
  /** What it is called, where the review's own title is not enough. */
  header?: string;
  /** What the button says. */
  confirm: string;
  /** What it says meanwhile. */
  working: string;
  close: () => void;
  /** The call is under way. */
  begun?: () => void;
  /** `told` where it was put aside or its page is left, and a notification says what came of it. */
  carried: (carried: CarriedDto, told: boolean) => void;
  /** What the notification says when nothing of it was refused. */
  well: (carried: CarriedDto) => Notice;
  /** What is said of it before the writes. */
  children?: ReactNode;
}

const CARRYING_OUT = ["carrying-out"];

/** Whether a review is being carried out, wherever it was begun. */
export function useCarryingOut(): boolean {
  return useIsMutating({ mutationKey: CARRYING_OUT }) > 0;
}

export function SetupReviewModal(props: Props) {
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const review = useSetupReview(props.wish, props.plan);
  const ready = review.data;
  const title = props.header ?? ready?.title ?? "Review";
  const aside = useAside(ready?.title ?? title, props.close);
  const apply = useMutation({
    mutationKey: CARRYING_OUT,
    mutationFn: (ready: SetupReviewDto) =>
      shell.carryOut(ready.id, ready.typeToConfirm ? typed : null),
    onMutate: props.begun,
    onSuccess: (carried) => {
      const told = aside.ended();
      if (told) aside.tell(outcome(ready?.title ?? title, carried, props.well(carried)));
      props.carried(carried, told);
      if (!told) props.close();
    },
    onError: aside.failed,
    onSettled: () => {
      for (const key of ["leftovers", "changes", "tasks", "stack", "functions", "function"]) {
        client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  const again = () => {
    apply.reset();
    review.refetch();
  };
  return (
    <ConfirmModal
      size="large"
      header={title.replaceAll("`", "")}
      close={props.close}
      confirm={{
        words: props.confirm,
        act: () => ready && apply.mutate(ready),
        writes: true,
        disabled: !mayGoOn(ready, typed),
        busy: apply.isPending && { words: props.working, aside: aside.put },
        testId: "setup-review-confirm",
      }}
    >
      <div data-testid="setup-review">
        <SpaceBetween size="m">
          {props.children}
          {review.isFetching && <ScanLoading words="Looking at what stands there now…" />}
          {review.isError && <FailureAlert error={review.error} again={again} />}
          {apply.isError && <FailureAlert error={apply.error} again={again} />}
          {ready && !review.isFetching && (
            <SetupReviewBody review={ready} typed={typed} onTyped={setTyped} />
          )}
        </SpaceBetween>
      </div>
    </ConfirmModal>
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
  return (review?.possible ?? false) && isConfirmed(review?.typeToConfirm, typed);
}
