/** A piece of guided work, run from this window or only looked at. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSession } from "../../app/session";
import { onTaskProgress, shell } from "../../ipc";

export function useTask(id: string) {
  const client = useQueryClient();
  const { instance } = useSession();
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
    shell
      .atlas(instance.arn, true)
      .then((atlas) => client.setQueryData(["atlas", instance.arn], atlas))
      .catch(() => client.invalidateQueries({ queryKey: ["atlas"] }));
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
