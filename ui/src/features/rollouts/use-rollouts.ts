/** What is known of rollouts, kept fresh while something is live. */
import { useQuery } from "@tanstack/react-query";
import { shell } from "../../ipc";
import { isLive } from "./states";

const LIVE = 1_000;
const AT_REST = 5_000;

export function useRollouts() {
  return useQuery({
    queryKey: ["rollouts"],
    queryFn: () => shell.rollouts(),
    refetchInterval: (query) => (query.state.data?.some(isLive) ? 2 * LIVE : AT_REST),
  });
}

export function useRollout(id: string) {
  return useQuery({
    queryKey: ["rollout", id],
    queryFn: () => shell.rollout(id),
    refetchInterval: (query) =>
      !query.state.data || isLive(query.state.data.row) ? LIVE : 3 * AT_REST,
  });
}
