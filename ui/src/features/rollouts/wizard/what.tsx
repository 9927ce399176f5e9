/** Which function, and which alias. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../../app/session";
import { shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { sharesText } from "../../../shared/format";
import type { Draft } from "./draft";

interface Props {
  draft: Draft;
  change: (more: Partial<Draft>) => void;
}

export function What({ draft, change }: Props) {
  const { instance } = useSession();
  const functions = useQuery({ queryKey: ["functions"], queryFn: () => shell.functions() });
  const detail = useQuery({
    queryKey: ["function", instance.arn, draft.name],
    queryFn: () => shell.functionDetail(instance.arn, draft.name ?? ""),
    enabled: draft.name !== null,
  });
  const names = (functions.data ?? []).map((it) => ({
    value: it.name,
    description: it.description,
  }));
  const aliases = (detail.data?.aliases ?? []).map((it) => ({
    value: it.alias,
    description: sharesText(it.shares),
  }));
  const failed = functions.isError ? functions : detail.isError ? detail : null;
  return (
    <Container header={<Header variant="h2">Which alias?</Header>}>
      <SpaceBetween size="l">
        {failed && <FailureAlert error={failed.error} again={() => failed.refetch()} />}
        <FormField label="Function">
          <div data-testid="wizard-function">
            <Select
              selectedOption={draft.name ? { value: draft.name } : null}
              options={names}
              filteringType="auto"
              placeholder="Choose a function"
              statusType={functions.isPending ? "loading" : "finished"}
              loadingText="Listing the functions"
              empty="There is no function in this account and Region."
              onChange={({ detail: { selectedOption } }) =>
                change({ name: selectedOption.value ?? null, alias: null, to: null, gates: null })
              }
            />
          </div>
        </FormField>
        <FormField label="Alias" description="The name that flows call.">
          <div data-testid="wizard-alias">
            <Select
              selectedOption={draft.alias ? { value: draft.alias } : null}
              options={aliases}
              disabled={!draft.name}
              placeholder="Choose an alias"
              statusType={draft.name && detail.isPending ? "loading" : "finished"}
              loadingText="Listing the aliases"
              empty="This function has no alias."
              onChange={({ detail: { selectedOption } }) =>
                change({ alias: selectedOption.value ?? null, to: null, gates: null })
              }
            />
          </div>
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
