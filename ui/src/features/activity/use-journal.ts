/** The journal a page at a time, newest first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Older } from "../../shared/data-table";

const ENTRIES_A_PAGE = 100;

export function useJournal<T extends { id: string }>(
  name: string,
  read: (before: string | null, limit: number) => Promise<T[]>,
) {
  const query = useInfiniteQuery({
    queryKey: [name],
    queryFn: ({ pageParam }) => read(pageParam, ENTRIES_A_PAGE),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === ENTRIES_A_PAGE ? page.at(-1)?.id : undefined),
  });
  const all = async () => {
    let went = await query.fetchNextPage();
    while (went.hasNextPage && !went.isFetchNextPageError) went = await went.fetchNextPage();
  };
  const older: Older | undefined = query.hasNextPage
    ? { loading: query.isFetchingNextPage, more: () => query.fetchNextPage(), all }
    : undefined;
  return { query, rows: query.data?.pages.flat() ?? [], older };
}
