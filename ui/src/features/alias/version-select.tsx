/** Chooses a published version of a function. */
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { FailureAlert } from "../../shared/failure-alert";
import { versionName } from "../../shared/format";
import type { Versions } from "./use-versions";

interface Props {
  versions: Versions;
  chosen: string | null;
  onChoose: (version: string) => void;
}

export function VersionSelect({ versions, chosen, onChoose }: Props) {
  const { detail, options } = versions;
  // One that was published a moment ago may not be in the list yet.
  const unlisted = chosen === null ? null : { value: chosen, label: versionName(chosen) };
  return (
    <SpaceBetween size="xs">
      {detail.isError && <FailureAlert error={detail.error} again={() => detail.refetch()} />}
      <Select
        selectedOption={options.find((it) => it.value === chosen) ?? unlisted}
        options={options}
        onChange={({ detail: { selectedOption } }) =>
          selectedOption.value && onChoose(selectedOption.value)
        }
        statusType={detail.isPending ? "loading" : "finished"}
        loadingText="Reading versions"
        empty="There is no other published version."
        placeholder="Choose a version"
        filteringType={options.length > 10 ? "auto" : "none"}
        filteringPlaceholder="Find a version"
        triggerVariant="option"
      />
    </SpaceBetween>
  );
}
