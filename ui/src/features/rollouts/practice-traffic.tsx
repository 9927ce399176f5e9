/** How many callers the practice account has. */
import FormField from "@cloudscape-design/components/form-field";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSession } from "../../app/session";
import { shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";

const FACTORS = ["0", "1", "10", "50"];

export function PracticeTraffic() {
  const { session } = useSession();
  const client = useQueryClient();
  const traffic = useQuery({
    queryKey: ["practice-traffic"],
    queryFn: () => shell.practiceTraffic(null),
    enabled: session.mode === "practice",
  });
  const set = useMutation({
    mutationFn: (factor: number) => shell.practiceTraffic(factor),
    onSuccess: (factor) => client.setQueryData(["practice-traffic"], factor),
  });
  if (session.mode !== "practice") return null;
  if (traffic.isError) {
    return <FailureAlert error={traffic.error} again={() => traffic.refetch()} />;
  }
  return (
    <SpaceBetween size="s">
      {set.isError && <FailureAlert error={set.error} again={() => set.mutate(set.variables)} />}
      <FormField
        label="Callers of the practice account"
        description="With few callers nobody can tell from metrics how a version does; then the rollout pauses and asks."
      >
        <div data-testid="practice-traffic">
          <SegmentedControl
            label="Callers of the practice account"
            selectedId={String(traffic.data ?? 1)}
            options={FACTORS.map((id) => ({ id, text: id === "0" ? "None" : `${id} ×` }))}
            onChange={({ detail }) => set.mutate(Number(detail.selectedId))}
          />
        </div>
      </FormField>
    </SpaceBetween>
  );
}
