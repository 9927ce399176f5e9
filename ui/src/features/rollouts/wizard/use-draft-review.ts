/** Looks at everything a rollout needs, anew for each wish. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type RolloutDraftDto, type RolloutWishDto, shell } from "../../../ipc";

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
  /** What was found once something was mended; a wish that was given up stays so. */
  const mended = (draft: RolloutDraftDto) =>
    client.setQueryData<RolloutDraftDto>(key, (old) => old && draft);
  const { data, error, isError, isPending, isFetching, refetch } = query;
  return { data, error, isError, isPending, isFetching, refetch, mended };
}
