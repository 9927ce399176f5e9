/** Asks something of a rollout, and shows what came of it at once. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNotifications } from "../../../app/notifications";
import { type RolloutCommandDto, type ShareDto, shell } from "../../../ipc";

interface Asked {
  command: RolloutCommandDto;
  /** Where the person saw the alias, for decisions about somebody else's change. */
  seen: ShareDto[] | null;
  /** What the person typed to confirm. */
  typed: string | null;
}

/** What asked, where it shows by itself how that ended. */
interface Asker {
  done: () => void;
  failed: (error: unknown) => void;
}

export function useSteer(id: string, asker?: Asker) {
  const client = useQueryClient();
  const { tellFailure } = useNotifications();
  const steer = useMutation({
    mutationFn: ({ command, seen, typed }: Asked) => shell.steerRollout(id, command, seen, typed),
    onSuccess: (rollout) => {
      client.setQueryData(["rollout", id], rollout);
      asker?.done();
    },
    onError: asker?.failed ?? tellFailure,
    onSettled: () => {
      for (const key of ["rollouts", "rollout", "atlas", "alias"]) {
        client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  return { steer };
}
