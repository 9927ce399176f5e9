/** When the probes run again. */
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ProbeTimesDto } from "../../../ipc";
import { ListField } from "./fields";
import { numbered, wrongSteps } from "./numbers";

interface Props {
  times: ProbeTimesDto;
  set: (times: ProbeTimesDto) => void;
}

export function ProbeAgain({ times, set }: Props) {
  const choose = (kind: string) => {
    if (kind === "steps") return set({ kind, steps: [1] });
    set({ kind: kind === "everyStep" ? kind : "beforeStart" });
  };
  return (
    <SpaceBetween size="s">
      <FormField label="Probe again">
        <RadioGroup
          value={times.kind}
          ariaLabel="Probe again"
          onChange={({ detail }) => choose(detail.value)}
          items={[
            { value: "beforeStart", label: "Never" },
            { value: "everyStep", label: "After each step" },
            { value: "steps", label: "After some steps" },
          ]}
        />
      </FormField>
      {times.kind === "steps" && (
        <ListField
          label="Steps"
          description="Their numbers, separated by commas; the first is 1."
          value={times.steps}
          read={numbered}
          set={(steps) => set({ kind: "steps", steps })}
          errorText={wrongSteps(times)}
        />
      )}
    </SpaceBetween>
  );
}
