/** A piece of guided work, run from this window or only looked at. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onTaskProgress, shell } from "../../ipc";
import { useScan } from "../../shared/use-atlas";

export function useTask(id: string) {
  const client = useQueryClient();
  const scan = useScan();
  const key = ["task", id];
  const task = useQuery({ queryKey: key, queryFn: () => shell.task(id) });
  useEffect(
    () =>
      onTaskProgress((progress) => {
        if (progress.id === id) client.setQueryData(["task", id], progress);
      }),
    [client, id],
  );
  const done = () => {
    client.invalidateQueries({ queryKey: ["tasks"] });
    // The map knows nothing of what was just made.
    scan.mutate();
    client.invalidateQueries({ queryKey: ["functions"] });
    client.invalidateQueries({ queryKey: ["changes"] });
  };
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
