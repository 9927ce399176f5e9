/** A piece of guided work, run from this window or only looked at. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onTaskProgress, shell } from "../../ipc";
import { useRescan } from "./use-rescan";

export function useTask(id: string) {
  const client = useQueryClient();
  const done = useRescan();
  const key = ["task", id];
  const task = useQuery({ queryKey: key, queryFn: () => shell.task(id) });
  useEffect(
    () =>
      onTaskProgress((progress) => {
        if (progress.id === id) client.setQueryData(["task", id], progress);
      }),
    [client, id],
  );
  const run = useMutation({
    mutationFn: () => shell.runTask(id),
    onSuccess: (ended) => {
      client.setQueryData(key, ended);
      done();
    },
  });
  const giveUp = useMutation({
    mutationFn: () => shell.giveUpTask(id),
    onSuccess: () => {
      task.refetch();
      done();
    },
  });
  return { task, run, giveUp };
}
