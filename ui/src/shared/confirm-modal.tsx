/** A question over the page: read it, then do it, or go back to where you were. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal, { type ModalProps } from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { WriteButton } from "./write-button";

interface Props {
  header: string;
  size?: ModalProps.Size;
  /** Not while it is under way: what came of it would be lost. */
  close: () => void;
  /** Puts it aside while it is under way, where it may take long. */
  aside?: () => void;
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
  /** Whether it is under way, and what is said meanwhile. */
  busy?: boolean;
  working?: string;
  disabled?: boolean;
  testId: string;
}

export function ConfirmModal(props: Props) {
  const { close, aside, closeWords, back, confirm } = props;
  const Do = confirm.writes ? WriteButton : Button;
  return (
    <Modal
      visible
      size={props.size}
      onDismiss={() => (confirm.busy ? aside?.() : close())}
      closeAriaLabel={confirm.busy && aside ? "Put aside" : (closeWords ?? "Close")}
      header={props.header}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close} disabled={confirm.busy}>
              {closeWords ?? "Cancel"}
            </Button>
            {back && (
              <Button onClick={back} disabled={confirm.busy}>
                Back
              </Button>
            )}
            <Do
              variant="primary"
              disabled={confirm.disabled}
              loading={confirm.busy}
              loadingText={confirm.working}
              onClick={confirm.act}
              data-testid={confirm.testId}
            >
              {confirm.words}
            </Do>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">{props.children}</SpaceBetween>
    </Modal>
  );
}
