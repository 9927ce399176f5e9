/** What the alias is called, and who may invoke it. */
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useSession } from "../../../app/session";
import type { AliasDto } from "../../../ipc";
import { sharesText } from "../../../shared/format";
import type { StepProps } from "./version-step";

export function NameStep({ draft, change, there }: StepProps & { there: readonly AliasDto[] }) {
  const found = there.find((it) => it.alias === draft.alias);
  const { instance, instances } = useSession();
  const others = instances.filter((it) => it.arn !== instance.arn);
  const options = others.map((it) => ({ value: it.arn, label: it.alias || it.id }));
  return (
    <Container header={<Header variant="h2">What is the alias called?</Header>}>
      <SpaceBetween size="l">
        <FormField
          label="Alias"
          description={`Flows will call ${draft.name}:${draft.alias || "…"}.`}
          constraintText="Letters, digits, hyphens and underscores; not a number."
        >
          <Input
            value={draft.alias}
            onChange={({ detail }) =>
              change({ alias: detail.value.trim(), flows: {}, asItStands: false })
            }
            data-testid="alias-name"
          />
        </FormField>
        {found && (
          <Alert type="info" header={`${draft.name}:${draft.alias} exists already`}>
            <SpaceBetween size="s">
              <span>It sends {sharesText(found.shares)}.</span>
              <Toggle
                checked={draft.asItStands}
                onChange={({ detail }) => change({ asItStands: detail.checked })}
              >
                Use it as it stands: no version is published, and where it points stays
              </Toggle>
            </SpaceBetween>
          </Alert>
        )}
        <FormField label="Description">
          <Input
            value={draft.description}
            onChange={({ detail }) => change({ description: detail.value.slice(0, 256) })}
          />
        </FormField>
        <FormField
          label="Who may invoke it"
          description="A permission on the alias itself, for this instance and this account only."
        >
          {instance.alias || instance.id}
        </FormField>
        {others.length > 0 && (
          <FormField
            label="Further instances"
            description="Each gets a permission of its own; flows and test flows are those of the chosen instance."
          >
            <Multiselect
              selectedOptions={options.filter((it) => draft.others.includes(it.value))}
              options={options}
              placeholder="Choose instances"
              onChange={({ detail }) =>
                change({ others: detail.selectedOptions.map((it) => it.value ?? "") })
              }
            />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  );
}
