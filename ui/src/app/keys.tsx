/** The keys, listed. */
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import { STEER_KEYS } from "../features/rollouts/live/commands";
import { PAGES } from "./pages";

export function KeysModal(props: { visible: boolean; close: () => void }) {
  const pages = PAGES.map((page) => ({
    label: page.name,
    value: <Box variant="code">g {page.key}</Box>,
  }));
  const rollout = STEER_KEYS.map(({ key, text }) => ({
    label: text,
    value: <Box variant="code">{key}</Box>,
  }));
  return (
    <Modal visible={props.visible} onDismiss={props.close} header="Keys" closeAriaLabel="Close">
      <KeyValuePairs
        columns={2}
        items={[
          { label: "Search and run", value: <Box variant="code">Ctrl+K</Box> },
          { label: "This list", value: <Box variant="code">?</Box> },
          ...pages,
          { type: "group", title: "On a rollout's page", items: rollout },
        ]}
      />
    </Modal>
  );
}
