/** The keys, listed. */
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import { PAGE_KEYS } from "./shortcuts";

export function KeysModal(props: { visible: boolean; close: () => void }) {
  const pages = Object.entries(PAGE_KEYS).map(([key, page]) => ({
    label: page.name,
    value: <Box variant="code">g {key}</Box>,
  }));
  return (
    <Modal visible={props.visible} onDismiss={props.close} header="Keys" closeAriaLabel="Close">
      <KeyValuePairs
        columns={2}
        items={[
          { label: "Search and run", value: <Box variant="code">Ctrl+K</Box> },
          { label: "This list", value: <Box variant="code">?</Box> },
          ...pages,
        ]}
      />
    </Modal>
  );
}
