/** Through which deployment group each rollout would go on, and what that group lacks. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { type HandOverDto, shell, type WeighsDto } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";
import { Said, type Tone, Words } from "../../shared/words";

const TONES: Record<WeighsDto, Tone> = { fine: "success", warning: "warning", blocks: "error" };

export function useHandOver(asked: boolean) {
  const { data, error, isError } = useQuery({
    queryKey: ["hand-over"],
    queryFn: () => shell.reviewHandOver(),
    enabled: asked,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  const ready = data?.every((review) => review.problem === null) ?? false;
  return { data, error, isError, ready };
}

export function HandOver({ data, error, isError }: ReturnType<typeof useHandOver>) {
  if (isError) return <FailureAlert error={error} />;
  if (!data) return <Loading words="Asking CodeDeploy for the deployment groups…" />;
  return (
    <div data-testid="hand-over">
      <SpaceBetween size="s">
        {data.map((review) => (
          <One key={review.rollout} review={review} />
        ))}
      </SpaceBetween>
    </div>
  );
}

function One({ review }: { review: HandOverDto }) {
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
    </SpaceBetween>
  );
}
