/** Through which deployment group each rollout would go on, and what that group lacks. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { type HandOverDto, shell, type WeighsDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";
import { Said, type Tone, Words } from "../../shared/words";
import { isConfirmed, TypeToConfirm } from "../review/parts";

const TONES: Record<WeighsDto, Tone> = { fine: "success", warning: "warning", blocks: "error" };

/** What was typed, by rollout. */
type Names = Record<string, string>;

export function useHandOver(asked: boolean) {
  const { data, error, isError } = useQuery({
    queryKey: ["hand-over"],
    queryFn: () => shell.reviewHandOver(),
    enabled: asked,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  /** Whether nothing is in the way, and every name is typed that has to be. */
  const isReady = (typed: Names) =>
    data?.every(
      (it) => it.problem === null && isConfirmed(it.typeToConfirm, typed[it.rollout] ?? ""),
    ) ?? false;
  return { data, error, isError, isReady };
}

type Props = ReturnType<typeof useHandOver> & { typed: Names; onTyped: (typed: Names) => void };

export function HandOver({ data, error, isError, typed, onTyped }: Props) {
  if (isError) return <FailureAlert error={error} />;
  if (!data) return <Loading words="Asking CodeDeploy for the deployment groups…" />;
  return (
    <div data-testid="hand-over">
      <SpaceBetween size="s">
        {data.map((review) => (
          <One
            key={review.rollout}
            review={review}
            typed={typed[review.rollout] ?? ""}
            onTyped={(name) => onTyped({ ...typed, [review.rollout]: name })}
          />
        ))}
      </SpaceBetween>
    </div>
  );
}

interface OneProps {
  review: HandOverDto;
  typed: string;
  onTyped: (name: string) => void;
}

function One({ review, typed, onTyped }: OneProps) {
  if (review.problem) return <FailureAlert failure={review.problem} />;
  return (
    <SpaceBetween size="xxs">
      <div>
        {review.alias} goes on through the deployment group <strong>{review.group}</strong>, which
        moved it before.
      </div>
      {review.findings.map((finding) => (
        <Said key={finding.found} tone={TONES[finding.weighs]}>
          <Words text={`${finding.found} ${finding.why}`} />
        </Said>
      ))}
      <TypeToConfirm wanted={review.typeToConfirm} typed={typed} onTyped={onTyped} />
    </SpaceBetween>
  );
}
