/** The map of the chosen instance, and how far a scan is. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSession } from "../app/session";
import { type AtlasDto, onScanProgress, type ScanProgressDto, shell } from "../ipc";

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

/** Scans anew. */
export function useScan() {
  const { instance } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => shell.atlas(instance.arn, true),
    onSuccess: (atlas: AtlasDto) => client.setQueryData(["atlas", instance.arn], atlas),
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
