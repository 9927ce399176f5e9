/** A plan laid on the clock, a moment after the last key was pressed. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type GatesDto, shell } from "../../../ipc";
import { gatesProblem, NO_GATES } from "./draft";

const PAUSE = 300;

export function useForecast(plan: string, gates: GatesDto | null) {
  const [settled, setSettled] = useState(plan);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(plan), PAUSE);
    return () => clearTimeout(timer);
  }, [plan]);
  // Gates that are half typed say nothing about a plan.
  const usable = gates && gatesProblem(gates) === null ? gates : NO_GATES;
  return useQuery({
    queryKey: ["forecast", settled, usable],
    queryFn: () => shell.planForecast(settled, usable),
    retry: false,
    staleTime: 10_000,
    refetchInterval: 10_000,
  });
}
