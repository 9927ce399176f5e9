/** Gives a version a share of an alias's calls. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import Slider from "@cloudscape-design/components/slider";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { AliasDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { percent, versionName } from "../../shared/format";
import { ReviewModal } from "../review/review-modal";
import { isShare, parsedShare } from "./share";
import { useVersions } from "./use-versions";

export function ShiftForm(props: { alias: AliasDto; close: () => void }) {
  const { alias, close } = props;
  const { detail, options } = useVersions(alias.function, alias.version);
  const extra = alias.shares.find((share) => share.version !== alias.version);
  const [chosen, setChosen] = useState<string | null>(extra?.version ?? null);
  const [typed, setTyped] = useState(String(extra?.percent ?? 0));
  const [reviewing, setReviewing] = useState(false);
  const to = chosen ?? options[0]?.value ?? null;
  const share = parsedShare(typed);
  const valid = isShare(share);
  if (reviewing && to) {
    const change = {
      kind: "shiftWeight" as const,
      function: alias.function,
      alias: alias.alias,
      to,
      percent: share,
    };
    return <ReviewModal change={change} close={close} back={() => setReviewing(false)} />;
  }
  return (
    <Modal
      visible
      onDismiss={close}
      closeAriaLabel="Close"
      header={`Shift weight of ${alias.function}:${alias.alias}`}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!to || !valid}
              onClick={() => setReviewing(true)}
              data-testid="shift-review"
            >
              Review
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">
        {detail.isError && <FailureAlert error={detail.error} again={() => detail.refetch()} />}
        <FormField
          label="Version that gets a share"
          description={`The rest stays at ${versionName(alias.version)}.`}
        >
          <div data-testid="shift-target-select">
            <Select
              selectedOption={options.find((it) => it.value === to) ?? null}
              options={options}
              onChange={({ detail: { selectedOption } }) => setChosen(selectedOption.value ?? null)}
              statusType={detail.isPending ? "loading" : "finished"}
              loadingText="Reading versions"
              empty="There is no other published version."
              placeholder="Choose a version"
              triggerVariant="option"
            />
          </div>
        </FormField>
        <FormField
          label="Its share of calls, %"
          errorText={valid ? undefined : "Type a number from 0 to 100, with up to two decimals."}
        >
          <SpaceBetween size="xs">
            <Slider
              value={valid ? share : 0}
              min={0}
              max={100}
              step={1}
              onChange={({ detail }) => setTyped(String(detail.value))}
              ariaLabel="Share of calls in percent"
              valueFormatter={percent}
            />
            <div data-testid="shift-percent-input">
              <Input
                value={typed}
                inputMode="decimal"
                onChange={({ detail }) => setTyped(detail.value)}
                ariaLabel="Share of calls in percent"
              />
            </div>
          </SpaceBetween>
        </FormField>
        <Box color="text-body-secondary">
          Each call is routed by chance, so few calls can differ from the share. 0 % sends every
          call back to {versionName(alias.version)}.
        </Box>
      </SpaceBetween>
    </Modal>
  );
}
