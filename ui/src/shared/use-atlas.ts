/** The map of the chosen instance, and how far a scan is. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNotifications } from "../app/notifications";
import { useIsOpen, useSession } from "../app/session";
import { type AtlasDto, asFailure, onScanProgress, type ScanProgressDto, shell } from "../ipc";

const LOOK_AGAIN_SECONDS = 60;

/** The map; the engine looks at the aliases again each time it is asked. */
export function useAtlas() {
  const { instance, every } = useSession();
  return useQuery({
    queryKey: ["atlas", instance.arn],
    queryFn: () => shell.atlas(instance.arn, false),
    refetchInterval: Math.max(5_000, every(LOOK_AGAIN_SECONDS)),
  });
}

/** Scans anew. A scan that fails is told, and what is shown stays, marked as old. */
export function useScan() {
  const { instance } = useSession();
  // Another account may have been opened while it was scanned.
  const isOpen = useIsOpen();
  const { tell } = useNotifications();
  const client = useQueryClient();
  const queryKey = ["atlas", instance.arn];
  return useMutation({
    mutationFn: () => shell.atlas(instance.arn, true),
    onSuccess: (atlas: AtlasDto) => {
      if (isOpen()) client.setQueryData(queryKey, atlas);
    },
    onError: (error) => {
      if (!isOpen()) return;
      const { message, remedy, refusal } = asFailure(error);
      tell({
        type: refusal ? "warning" : "error",
        header: "The instance could not be scanned",
        content: `${message} ${remedy}`,
      });
      // The program notes it in the map, and every page says so.
      client.invalidateQueries({ queryKey });
    },
  });
}

/** How far the scan of the chosen instance is; null when nothing was told yet. */
export function useScanProgress(): ScanProgressDto | null {
  const { instance } = useSession();
  const [progress, setProgress] = useState<ScanProgressDto | null>(null);
  useEffect(
    () => onScanProgress((told) => told.instance === instance.arn && setProgress(told)),
    [instance.arn],
  );
  return progress;
}
