/** Every write passes here: what changes, who is affected, what undoes it. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type ReviewDto, type RoutingChangeDto, shell } from "../../ipc";
import { ConfirmModal } from "../../shared/confirm-modal";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";
import { useAside } from "../../shared/use-aside";
import { isConfirmed } from "./parts";
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
  const ready = review.data;
  const aside = useAside(ready?.title ?? "Review", close);
  const apply = useMutation({
    mutationFn: (ready: ReviewDto) =>
      shell.applyReview(ready.id, ready.typeToConfirm ? typed : null),
    onSuccess: (act) => {
      tellOutcome(act);
      if (!aside.ended()) close();
    },
    onError: aside.failed,
    onSettled: () => {
      for (const key of ["alias", "atlas", "function", "activity", "chart", "draft"]) {
        client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  return (
    <ConfirmModal
      size="large"
      header={ready?.title ?? "Review"}
      close={close}
      back={back}
      confirm={{
        words: "Change it now",
        act: () => ready && apply.mutate(ready),
        writes: true,
        disabled: !ready || ready.unchanged || !isConfirmed(ready.typeToConfirm, typed),
        busy: apply.isPending && {
          words: "Changing the alias and reading it back",
          aside: aside.put,
        },
        testId: "review-confirm",
      }}
    >
      <div data-testid="review-panel">
        <SpaceBetween size="m">
          {review.isPending && <Loading words="Looking at the alias as it stands…" />}
          {review.isError && <FailureAlert error={review.error} again={() => review.refetch()} />}
          {apply.isError && <FailureAlert error={apply.error} again={() => review.refetch()} />}
          {ready && <ReviewBody review={ready} typed={typed} onTyped={setTyped} />}
        </SpaceBetween>
      </div>
    </ConfirmModal>
  );
}
