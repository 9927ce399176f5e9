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
import { useEffect } from "react";
import { useSession } from "../../../app/session";
import { shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
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
              onChange={({ detail }) =>
                change({
                  name: detail.selectedOption.value ?? null,
                  version: null,
                  codeSha256: "",
                  flows: {},
                })
              }
            />
          </div>
        </FormField>
        {draft.name && <Versions draft={draft} change={change} name={draft.name} />}
      </SpaceBetween>
    </Container>
  );
}

function Versions({ draft, change, name }: StepProps & { name: string }) {
  const { instance } = useSession();
  const detail = useQuery({
    queryKey: ["function", instance.arn, name],
    queryFn: () => shell.functionDetail(instance.arn, name),
  });
  const versions = detail.data?.versions ?? [];
  const latest = versions.find((it) => it.version === "$LATEST");
  const numbers = versions
    .filter((it) => it.version !== "$LATEST")
    .sort((one, other) => Number(other.version) - Number(one.version));
  const newest = numbers[0];
  const unchanged = latest && newest && latest.codeSha256 === newest.codeSha256;
  const sha = latest?.codeSha256 ?? "";
  const taken = newest?.version ?? null;
  const same = Boolean(unchanged);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read is taken once.
  useEffect(() => {
    if (sha && !draft.codeSha256) change({ codeSha256: sha, version: same ? taken : null });
  }, [sha]);
  if (detail.isError) return <FailureAlert error={detail.error} again={() => detail.refetch()} />;
  if (!detail.data) return <Loading words="Looking at the function's versions…" />;
  return (
    <SpaceBetween size="l">
      {unchanged && (
        <Alert type="info" header={`Nothing changed since version ${newest.version}`}>
          $LATEST holds the code of version {newest.version}, so Lambda would make no new version.
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
            selectedOption={{ value: draft.version }}
            options={numbers.map((it) => ({ value: it.version, description: it.description }))}
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
