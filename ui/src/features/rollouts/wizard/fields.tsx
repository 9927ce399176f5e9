/** Fields that keep what was typed as it was typed, and make of it what it means. */
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { parsed, type Rule, wrong } from "./numbers";

interface NumberProps<T> {
  rule: Rule;
  value: T;
  set: (value: T) => void;
  description?: string;
}

export function NumberField({ set, ...props }: NumberProps<number>) {
  return <OptionalNumberField {...props} set={(value) => set(value ?? Number.NaN)} />;
}

export function OptionalNumberField(props: NumberProps<number | null>) {
  const { rule, value, set, description } = props;
  const [text, setText] = useState(value === null ? "" : String(value));
  // What was set elsewhere meanwhile is shown instead.
  const shown = Object.is(parsed(text, rule), value) ? text : value === null ? "" : String(value);
  return (
    <FormField label={rule.label} description={description} errorText={wrong(value, rule)}>
      <Input
        inputMode={rule.whole ? "numeric" : "decimal"}
        value={shown}
        onChange={({ detail }) => {
          setText(detail.value);
          set(parsed(detail.value, rule));
        }}
      />
    </FormField>
  );
}

interface ListProps<T> {
  label: string;
  description?: string;
  value: readonly T[];
  /** What a text comes to. */
  read: (text: string) => T[];
  set: (value: T[]) => void;
  errorText?: string;
}

export function ListField<T>(props: ListProps<T>) {
  const { value, read, set } = props;
  const written = value.join(", ");
  const [text, setText] = useState(written);
  const shown = read(text).join(", ") === written ? text : written;
  return (
    <FormField label={props.label} description={props.description} errorText={props.errorText}>
      <Input
        value={shown}
        onChange={({ detail }) => {
          setText(detail.value);
          set(read(detail.value));
        }}
      />
    </FormField>
  );
}
