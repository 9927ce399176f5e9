/** What is known of rollouts, kept fresh while something is live. */
import { useQuery } from "@tanstack/react-query";
import { shell } from "../../ipc";
import { isLive } from "./states";

const LIVE = 1_000;
const AT_REST = 5_000;
/** Others' deployments are asked of AWS CodeDeploy, no oftener than the program does. */
const OTHERS = 5_000;
export const ROLLOUTS_A_PAGE = 100;

/** The first so many rollouts: those that wait for a person, those under way, then history. */
export function useRollouts(limit = ROLLOUTS_A_PAGE) {
  const query = useQuery({
    queryKey: ["rollouts", limit],
    queryFn: () => shell.rollouts(limit),
    refetchInterval: (query) => (query.state.data?.rows.some(isLive) ? 2 * LIVE : AT_REST),
    placeholderData: (old) => old,
  });
  const { data, error, isError, isPending, isFetching, refetch } = query;
  return {
    data: data?.rows,
    /** Whether the journal has more of them. */
    more: data?.more ?? false,
    /** Why deployments of others are not among them. */
    problem: data?.problem ?? null,
    error,
    isError,
    isPending,
    isFetching,
    refetch,
  };
}

export function useRollout(id: string) {
  return useQuery({
    queryKey: ["rollout", id],
    queryFn: () => shell.rollout(id),
    refetchInterval: ({ state: { data } }) => {
      if (data && !isLive(data.row)) return 3 * AT_REST;
      return data && !data.row.ours ? OTHERS : LIVE;
    },
  });
}
