/** How new versions take over. */
import Select from "@cloudscape-design/components/select";
import { useQuery } from "@tanstack/react-query";
import { shell } from "../../../ipc";

export function PreferenceSelect(props: { value: string; choose: (value: string) => void }) {
  const names = useQuery({
    queryKey: ["stack-preferences"],
    queryFn: () => shell.stackPreferences(),
    staleTime: Infinity,
  });
  return (
    <Select
      selectedOption={{ value: props.value }}
      options={(names.data ?? []).map((value) => ({ value }))}
      onChange={({ detail }) => props.choose(detail.selectedOption.value ?? props.value)}
    />
  );
}
