/** On the practice account new versions come from here. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../../app/session";
import { type BreakageDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";

interface Breakage extends SelectProps.Option {
  value: BreakageDto;
}

/** What can be wrong with it: the answers count as no error in Lambda. */
const FAILS: Breakage = { value: "fails", label: "Fails every second call" };
const BREAKAGES: Breakage[] = [
  FAILS,
  { value: "tooSlow", label: "Runs longer than flows wait" },
  { value: "nested", label: "Answers a map with a map in it" },
  { value: "noMap", label: "Answers a list" },
  { value: "tooLarge", label: "Answers more than 32 KB" },
];

export function Publish(props: { name: string; published: (version: string) => void }) {
  const { session } = useSession();
  const [breakage, setBreakage] = useState(FAILS);
  const publish = useMutation({
    mutationFn: (broken: BreakageDto | null) => shell.practiceNextVersion(props.name, broken),
    onSuccess: props.published,
  });
  if (session.mode !== "practice") return null;
  return (
    <FormField
      label="Practice"
      description="Publishes what a developer would have published. A wrong answer counts as no error in Lambda: only probes find it before callers do."
    >
      <SpaceBetween size="xs">
        <Button
          onClick={() => publish.mutate(null)}
          loading={publish.isPending && publish.variables === null}
          loadingText="Publishing a version"
          data-testid="publish-next"
        >
          Publish the next version
        </Button>
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            onClick={() => publish.mutate(breakage.value)}
            loading={publish.isPending && publish.variables !== null}
            loadingText="Publishing a version"
            data-testid="publish-broken"
          >
            Publish a broken version
          </Button>
          <Select
            selectedOption={breakage}
            options={BREAKAGES}
            onChange={({ detail }) => setBreakage(detail.selectedOption as Breakage)}
            ariaLabel="What is wrong with the broken version"
          />
        </SpaceBetween>
        {publish.isError && <FailureAlert error={publish.error} />}
      </SpaceBetween>
    </FormField>
  );
}
