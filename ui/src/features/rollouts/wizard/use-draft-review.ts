/** Looks at everything a rollout needs, anew for each wish. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type RolloutWishDto, shell } from "../../../ipc";

export type DraftReview = ReturnType<typeof useDraftReview>;

export function useDraftReview(instance: string, wish: RolloutWishDto | null) {
  const client = useQueryClient();
  const key = ["draft", instance, wish];
  const query = useQuery({
    queryKey: key,
    queryFn: () => (wish ? shell.draftRollout(instance, wish) : Promise.reject()),
    enabled: wish !== null,
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const fix = useMutation({
    mutationFn: (fix: { id: string; typed: string | null }) =>
      shell.fixFinding(query.data?.id ?? "", fix.id, fix.typed),
    onSuccess: (draft) => client.setQueryData(key, draft),
  });
  const { data, error, isError, isPending, isFetching, refetch } = query;
  return { data, error, isError, isPending, isFetching, refetch, fix };
}
