/** The version that has everything now, and the one that shall. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../../app/session";
import { shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { Loading } from "../../../shared/loading";
import { ShareBar } from "../../../shared/shares";
import { useVersions } from "../../alias/use-versions";
import { VersionSelect } from "../../alias/version-select";
import type { Draft } from "./draft";
import { Publish } from "./publish";

interface Props {
  draft: Draft;
  change: (more: Partial<Draft>) => void;
}

export function FromTo({ draft, change }: Props) {
  const { instance } = useSession();
  const name = draft.name ?? "";
  const alias = useQuery({
    queryKey: ["alias", instance.arn, name, draft.alias],
    queryFn: () => shell.aliasDetail(instance.arn, name, draft.alias ?? ""),
  });
  const versions = useVersions(name, alias.data?.version ?? null);
  return (
    <Container header={<Header variant="h2">From which version to which?</Header>}>
      <SpaceBetween size="l">
        {alias.isError && <FailureAlert error={alias.error} again={() => alias.refetch()} />}
        <FormField label={`${name}:${draft.alias} now`}>
          {alias.data ? (
            <ShareBar shares={alias.data.shares} />
          ) : (
            <Loading words="Looking at the alias…" />
          )}
        </FormField>
        <FormField label="New version" description="Published versions, newest first.">
          <div data-testid="wizard-to">
            <VersionSelect
              versions={versions}
              chosen={draft.to}
              onChoose={(to) => change({ to })}
            />
          </div>
        </FormField>
        <Publish
          name={name}
          published={(to) => {
            versions.detail.refetch();
            change({ to });
          }}
        />
      </SpaceBetween>
    </Container>
  );
}
