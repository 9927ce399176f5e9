/** A plan laid on the clock, a moment after the last key was pressed. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type GatesDto, shell } from "../../../ipc";

const NONE: GatesDto = {
  alarms: [],
  ignoreUnreadableAlarms: false,
  version: null,
  probes: [],
  probeEachStep: false,
  errorsInARow: 4,
  pauseWhenBlind: false,
};
const PAUSE = 300;

export function useForecast(plan: string, gates: GatesDto | null) {
  const [settled, setSettled] = useState(plan);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(plan), PAUSE);
    return () => clearTimeout(timer);
  }, [plan]);
  return useQuery({
    queryKey: ["forecast", settled, gates],
    queryFn: () => shell.planForecast(settled, gates ?? NONE),
    retry: false,
    staleTime: 10_000,
    refetchInterval: 10_000,
  });
}
