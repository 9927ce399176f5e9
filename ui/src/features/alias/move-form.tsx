/** Sends every call of an alias to one version. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { AliasDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { ReviewModal } from "../review/review-modal";
import { useVersions } from "./use-versions";

export function MoveForm(props: { alias: AliasDto; close: () => void }) {
  const { alias, close } = props;
  const { detail, options } = useVersions(alias.function, alias.split ? null : alias.version);
  const [to, setTo] = useState<string | null>(null);
  const [reviewing, setReviewing] = useState(false);
  if (reviewing && to) {
    const change = {
      kind: "moveToVersion" as const,
      function: alias.function,
      alias: alias.alias,
      to,
    };
    return <ReviewModal change={change} close={close} back={() => setReviewing(false)} />;
  }
  return (
    <Modal
      visible
      onDismiss={close}
      closeAriaLabel="Close"
      header={`Move ${alias.function}:${alias.alias} to a version`}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button variant="primary" disabled={!to} onClick={() => setReviewing(true)}>
              Review
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {detail.isError && <FailureAlert error={detail.error} again={() => detail.refetch()} />}
        <FormField label="Version" description="It gets every call at once.">
          <Select
            selectedOption={options.find((it) => it.value === to) ?? null}
            options={options}
            onChange={({ detail: { selectedOption } }) => setTo(selectedOption.value ?? null)}
            statusType={detail.isPending ? "loading" : "finished"}
            loadingText="Reading versions"
            empty="There is no other published version."
            placeholder="Choose a version"
            triggerVariant="option"
          />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
