/** Asks before work that is over is gone through again. */
import { ConfirmModal } from "../../shared/confirm-modal";

export function AgainModal(props: { close: () => void; goOn: () => void }) {
  return (
    <ConfirmModal
      header="Check all of it again?"
      close={props.close}
      confirm={{
        words: "Check, and make what is missing",
        act: props.goOn,
        writes: true,
        testId: "run-task-again",
      }}
    >
      This work is over. What was taken away since is made anew, and flows that were put back are
      moved onto the alias again. Clean up takes all of it away once more.
    </ConfirmModal>
  );
}
