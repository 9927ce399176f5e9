/** Asks before work that is over is gone through again. */
import { shell } from "../../ipc";
import { SetupReviewModal } from "../review/setup-review-modal";

export function AgainModal(props: { id: string; close: () => void; goOn: () => void }) {
  return (
    <SetupReviewModal
      wish={["again", props.id]}
      plan={() => shell.reviewTask(props.id)}
      header="Check all of it again?"
      confirm="Check, and make what is missing"
      working="Opening the work"
      close={props.close}
      carried={props.goOn}
    >
      <div>
        This work is over. What still stands of it is only looked at; what was taken away since is
        made anew, and flows that were put back are moved onto the alias again. Clean up takes all
        of it away once more.
      </div>
    </SetupReviewModal>
  );
}
