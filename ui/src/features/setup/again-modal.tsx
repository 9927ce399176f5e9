/** Asks before work that is over is gone through again. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";

export function AgainModal(props: { close: () => void; goOn: () => void }) {
  return (
    <Modal
      visible
      onDismiss={props.close}
      closeAriaLabel="Close"
      header="Check all of it again?"
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={props.close}>
              Cancel
            </Button>
            <Button variant="primary" onClick={props.goOn} data-testid="run-task-again">
              Check, and make what is missing
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      This work is over. What was taken away since is made anew, and flows that were put back are
      moved onto the alias again. Clean up takes all of it away once more.
    </Modal>
  );
}
