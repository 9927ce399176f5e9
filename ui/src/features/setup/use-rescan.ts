/** After something was made or taken away, the map is read anew. */
import { useQueryClient } from "@tanstack/react-query";
import { useNotifications } from "../../app/notifications";
import { useIsOpen } from "../../app/session";
import { useScan } from "../../shared/use-atlas";

export function useRescan() {
  const client = useQueryClient();
  const isOpen = useIsOpen();
  const scan = useScan();
  const { tellFailure } = useNotifications();
  return () => {
    for (const key of ["tasks", "leftovers", "functions", "function", "alias", "changes"]) {
      client.invalidateQueries({ queryKey: [key] });
    }
    // What went on in the background may end when another account is open.
    if (!isOpen()) return;
    // Without it the map goes on showing what is gone, so it has to be told.
    scan.mutateAsync().catch(tellFailure);
  };
}
