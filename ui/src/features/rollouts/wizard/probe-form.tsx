/** One probe. */
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import type { AcceptsDto, ProbeDto } from "../../../ipc";
import { isJson } from "./draft";
import { ListField, NumberField } from "./fields";
import { listed, RULES } from "./numbers";

interface Props {
  probe: ProbeDto;
  set: (more: Partial<ProbeDto>) => void;
  remove: () => void;
}

const ACCEPTS: { value: AcceptsDto; label: string }[] = [
  { value: "stringMap", label: "A flat map of texts" },
  { value: "json", label: "Any JSON" },
];

export function ProbeForm({ probe, set, remove }: Props) {
  return (
    <SpaceBetween size="m">
      <ColumnLayout columns={3}>
        <FormField label="Name">
          <Input value={probe.name} onChange={({ detail }) => set({ name: detail.value })} />
        </FormField>
        <FormField label="The flow accepts">
          <Select
            selectedOption={ACCEPTS.find((it) => it.value === probe.accepts) ?? null}
            options={ACCEPTS}
            onChange={({ detail }) =>
              set({ accepts: (detail.selectedOption.value ?? "stringMap") as AcceptsDto })
            }
          />
        </FormField>
        <NumberField
          rule={RULES.timeLimitSeconds}
          value={probe.timeLimitSeconds}
          set={(timeLimitSeconds) => set({ timeLimitSeconds })}
        />
      </ColumnLayout>
      <ListField
        label="Keys that the flow reads"
        description="Separated by commas; may be empty."
        value={probe.requiredKeys}
        read={listed}
        set={(requiredKeys) => set({ requiredKeys })}
      />
      <FormField
        label="Event"
        stretch
        errorText={isJson(probe.event) ? undefined : "This is not JSON."}
      >
        <Textarea
          value={probe.event}
          rows={8}
          spellcheck={false}
          onChange={({ detail }) => set({ event: detail.value })}
        />
      </FormField>
      <Button onClick={remove}>Remove this probe</Button>
    </SpaceBetween>
  );
}
