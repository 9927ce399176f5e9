/** A question over the page: read it, then do it, or go back to where you were. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import Modal, { type ModalProps } from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import { WriteButton } from "./write-button";

interface Props {
  header: string;
  size?: ModalProps.Size;
  /** Not while it is under way: then it is put aside. */
  close: () => void;
  /** What closing it is called, where that is more than going back. */
  closeWords?: string;
  /** To what came before it, where there is something. */
  back?: () => void;
  confirm: Confirm;
  children: ReactNode;
}

interface Confirm {
  words: string;
  act: () => void;
  /** Whether it writes to the account. */
  writes: boolean;
  /** That it is under way; null when it is not. */
  busy?: Busy | null | false;
  disabled?: boolean;
  testId: string;
}

/** The window is never held: lines are steered from it. */
interface Busy {
  /** What is being done. */
  words: string;
  /** Puts the modal aside; the call goes on. */
  aside: () => void;
  /** How the person learns of its end, where that is no notification. */
  end?: string;
}

const ASIDE = "Go on in the background";
const END = "a notification says how it ended.";

export function ConfirmModal(props: Props) {
  const { close, closeWords, back, confirm } = props;
  const { busy } = confirm;
  const Do = confirm.writes ? WriteButton : Button;
  return (
    <Modal
      visible
      size={props.size}
      onDismiss={busy ? busy.aside : close}
      closeAriaLabel={busy ? ASIDE : (closeWords ?? "Close")}
      header={props.header}
      footer={
        <>
          <LiveRegion>
            {busy && (
              <Box padding={{ bottom: "s" }} data-testid="under-way">
                <StatusIndicator type="in-progress">{busy.words}</StatusIndicator>
                <div>It goes on when you put this aside; {busy.end ?? END}</div>
              </Box>
            )}
          </LiveRegion>
          <Box float="right">
            <SpaceBetween size="xs" direction="horizontal">
              <Button
                variant={busy ? "normal" : "link"}
                onClick={busy ? busy.aside : close}
                data-testid="modal-close"
              >
                {busy ? ASIDE : (closeWords ?? "Cancel")}
              </Button>
              {back && !busy && <Button onClick={back}>Back</Button>}
              <Do
                variant="primary"
                disabled={confirm.disabled}
                loading={Boolean(busy)}
                onClick={confirm.act}
                data-testid={confirm.testId}
              >
                {confirm.words}
              </Do>
            </SpaceBetween>
          </Box>
        </>
      }
    >
      <SpaceBetween size="m">{props.children}</SpaceBetween>
    </Modal>
  );
}
