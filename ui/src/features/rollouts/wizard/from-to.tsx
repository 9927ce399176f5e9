/** The version that has everything now, and the one that shall. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useSession } from "../../../app/session";
import { shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { Loading } from "../../../shared/loading";
import { ShareBar } from "../../../shared/shares";
import { useVersions } from "../../alias/use-versions";
import { VersionSelect } from "../../alias/version-select";
import type { Draft } from "./draft";

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

/** On the practice account new versions come from here. */
function Publish(props: { name: string; published: (version: string) => void }) {
  const { session } = useSession();
  const publish = useMutation({
    mutationFn: (broken: boolean) => shell.practiceNextVersion(props.name, broken),
    onSuccess: props.published,
  });
  if (session.mode !== "practice") return null;
  return (
    <FormField
      label="Practice"
      description="Publishes what a developer would have published. The broken one fails every second call."
    >
      <SpaceBetween size="xs">
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            onClick={() => publish.mutate(false)}
            loading={publish.isPending && publish.variables === false}
            loadingText="Publishing a version"
            data-testid="publish-next"
          >
            Publish the next version
          </Button>
          <Button
            onClick={() => publish.mutate(true)}
            loading={publish.isPending && publish.variables === true}
            loadingText="Publishing a version"
            data-testid="publish-broken"
          >
            Publish a broken version
          </Button>
        </SpaceBetween>
        {publish.isError && <FailureAlert error={publish.error} />}
      </SpaceBetween>
    </FormField>
  );
}
