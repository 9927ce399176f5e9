/** After something was made or taken away, the map is read anew. */
import { useQueryClient } from "@tanstack/react-query";
import { useNotifications } from "../../app/notifications";
import { useScan } from "../../shared/use-atlas";

export function useRescan() {
  const client = useQueryClient();
  const scan = useScan();
  const { tellFailure } = useNotifications();
  return () => {
    for (const key of ["tasks", "leftovers", "functions", "function", "alias", "changes"]) {
      client.invalidateQueries({ queryKey: [key] });
    }
    // Without it the map goes on showing what is gone, so it has to be told.
    scan.mutateAsync().catch(tellFailure);
  };
}
