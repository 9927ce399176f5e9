/** Which function, and which version its alias begins with. */
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSession } from "../../../app/session";
import { shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { isPublished, versionName } from "../../../shared/format";
import { Loading } from "../../../shared/loading";
import type { AliasDraft } from "./draft";

export interface StepProps {
  draft: AliasDraft;
  change: (more: Partial<AliasDraft>) => void;
}

export function VersionStep({ draft, change }: StepProps) {
  const functions = useQuery({ queryKey: ["functions"], queryFn: () => shell.functions() });
  return (
    <Container header={<Header variant="h2">Which function?</Header>}>
      <SpaceBetween size="l">
        {functions.isError && (
          <FailureAlert error={functions.error} again={() => functions.refetch()} />
        )}
        <FormField label="Function" description="Every function of the account and Region.">
          <div data-testid="alias-function">
            <Select
              selectedOption={draft.name ? { value: draft.name } : null}
              options={(functions.data ?? []).map((it) => ({
                value: it.name,
                description: it.description,
              }))}
              filteringType="auto"
              placeholder="Choose a function"
              statusType={functions.isPending ? "loading" : "finished"}
              loadingText="Listing the functions"
              empty="There is no function yet. The starter stack makes one."
              onChange={({ detail }) => {
                const name = detail.selectedOption.value ?? null;
                if (name === draft.name) return;
                change({ name, version: null, codeSha256: "", configuration: "", flows: {} });
              }}
            />
          </div>
        </FormField>
        {draft.name && <Versions draft={draft} change={change} name={draft.name} />}
      </SpaceBetween>
    </Container>
  );
}

/** The function as it stands, read anew whenever a step is come to. */
export function useFunction(name: string | null) {
  const { instance } = useSession();
  return useQuery({
    queryKey: ["function", instance.arn, name],
    queryFn: () => shell.functionDetail(instance.arn, name ?? ""),
    enabled: name !== null,
    staleTime: 0,
  });
}

function Versions({ draft, change, name }: StepProps & { name: string }) {
  const detail = useFunction(name);
  const [savedAnew, setSavedAnew] = useState(false);
  const versions = detail.data?.versions ?? [];
  const latest = versions.find((it) => it.version === "$LATEST");
  const numbers = versions
    .filter((it) => isPublished(it.version))
    .sort((one, other) => Number(other.version) - Number(one.version));
  const newest = numbers[0];
  const unchanged = newest?.sameAsLatest ?? false;
  const taken = newest?.version ?? null;
  const fresh = !detail.isFetching;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was read anew counts.
  useEffect(() => {
    if (!latest || !fresh) return;
    const { codeSha256, configuration } = latest;
    if (!draft.codeSha256) {
      change({ codeSha256, configuration, version: unchanged ? taken : null });
    } else if (draft.codeSha256 !== codeSha256 || draft.configuration !== configuration) {
      setSavedAnew(true);
      change({ codeSha256, configuration });
    }
  }, [latest?.codeSha256, latest?.configuration, fresh]);
  if (detail.isError) return <FailureAlert error={detail.error} again={() => detail.refetch()} />;
  // What was kept from an earlier look is nothing to decide on.
  if (!detail.data || !draft.codeSha256)
    return <Loading words="Looking at the function's versions…" />;
  return (
    <SpaceBetween size="l">
      {savedAnew && (
        <Alert type="warning" header="$LATEST was saved anew meanwhile">
          Its code or configuration is another than the one that was shown before. Look whether it
          is what you want to publish.
        </Alert>
      )}
      {unchanged && (
        <Alert type="info" header={`Nothing changed since version ${taken}`}>
          $LATEST holds the code and the configuration of version {taken}, so Lambda would make no
          new version.
        </Alert>
      )}
      <RadioGroup
        value={draft.version === null ? "publish" : "take"}
        ariaLabel="Which version the alias begins with"
        onChange={({ detail: chosen }) =>
          change({ version: chosen.value === "take" ? taken : null })
        }
        items={[
          {
            value: "publish",
            label: "Publish what $LATEST holds",
            description: "The code that was saved last becomes a version that never changes.",
          },
          {
            value: "take",
            label: "Take a version that there is",
            disabled: !newest,
            description: newest ? undefined : "None was published yet.",
          },
        ]}
      />
      {draft.version === null ? (
        <FormField label="Description of the new version" constraintText="Up to 256 characters.">
          <Input
            value={draft.versionDescription}
            onChange={({ detail: typed }) =>
              change({ versionDescription: typed.value.slice(0, 256) })
            }
          />
        </FormField>
      ) : (
        <FormField label="Version">
          <Select
            selectedOption={{ value: draft.version, label: versionName(draft.version) }}
            options={numbers.map((it) => ({
              value: it.version,
              label: versionName(it.version),
              description: it.description,
            }))}
            filteringType="auto"
            onChange={({ detail: chosen }) =>
              change({ version: chosen.selectedOption.value ?? null })
            }
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
