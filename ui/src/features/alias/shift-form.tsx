/** Gives a version a share of an alias's calls. */
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Slider from "@cloudscape-design/components/slider";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { AliasDto } from "../../ipc";
import { percent, versionName } from "../../shared/format";
import { ReviewModal } from "../review/review-modal";
import { FormModal } from "./form-modal";
import { isShare, parsedShare } from "./share";
import { useVersions } from "./use-versions";
import { VersionSelect } from "./version-select";

export function ShiftForm(props: { alias: AliasDto; close: () => void }) {
  const { alias, close } = props;
  const versions = useVersions(alias.function, alias.version);
  const extra = alias.shares.find((share) => share.version !== alias.version);
  const [chosen, setChosen] = useState<string | null>(extra?.version ?? null);
  const [typed, setTyped] = useState(String(extra?.percent ?? 0));
  const [reviewing, setReviewing] = useState(false);
  const to = chosen ?? versions.options[0]?.value ?? null;
  const share = parsedShare(typed);
  const valid = isShare(share);
  if (reviewing && to) {
    const { function: name, alias: of } = alias;
    const change = { kind: "shiftWeight" as const, function: name, alias: of, to, percent: share };
    return <ReviewModal change={change} close={close} back={() => setReviewing(false)} />;
  }
  return (
    <FormModal
      header={`Shift weight of ${alias.function}:${alias.alias}`}
      ready={to !== null && valid}
      close={close}
      review={() => setReviewing(true)}
    >
      <FormField
        label="Version that gets a share"
        description={`The rest stays at ${versionName(alias.version)}.`}
      >
        <div data-testid="shift-target-select">
          <VersionSelect versions={versions} chosen={to} onChoose={setChosen} />
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
        Each call is routed by chance, so few calls can differ from the share. 0 % sends every call
        back to {versionName(alias.version)}.
      </Box>
    </FormModal>
  );
}
