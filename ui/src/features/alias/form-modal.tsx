/** The frame of a form that leads to a review. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

interface Props {
  header: string;
  ready: boolean;
  close: () => void;
  review: () => void;
  children: ReactNode;
}

export function FormModal(props: Props) {
  return (
    <Modal
      visible
      onDismiss={props.close}
      closeAriaLabel="Close"
      header={props.header}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={props.close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!props.ready}
              onClick={props.review}
              data-testid="form-review"
            >
              Review
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">{props.children}</SpaceBetween>
    </Modal>
  );
}
