/** Asks before work that is over is gone through again. */
import { shell } from "../../ipc";
import { writtenDown } from "../review/carried";
import { SetupReviewModal } from "../review/setup-review-modal";

export function AgainModal(props: {
  id: string;
  title: string;
  close: () => void;
  goOn: () => void;
}) {
  return (
    <SetupReviewModal
      wish={["again", props.id]}
      plan={() => shell.reviewTask(props.id)}
      header="Check all of it again?"
      confirm="Check, and make what is missing"
      working="Opening the work"
      close={props.close}
      carried={(_, told) => !told && props.goOn()}
      well={(carried) => writtenDown(props.title, carried)}
    >
      <div>
        This work is over. What still stands of it is only looked at; what was taken away since is
        made anew, and flows that were put back are moved onto the alias again. Clean up takes all
        of it away once more.
      </div>
    </SetupReviewModal>
  );
}
