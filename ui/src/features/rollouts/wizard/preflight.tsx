/** Everything that was looked at before the start, worst first. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { PreflightDto, WeighsDto } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { Loading } from "../../../shared/loading";
import { Told } from "../../../shared/told";
import { Said, type Tone, Words } from "../../../shared/words";
import { Fix } from "./fix";
import type { DraftReview } from "./use-draft-review";

const TONES: Record<WeighsDto, Tone> = { fine: "success", warning: "warning", blocks: "error" };

export function Preflight({ review }: { review: DraftReview }) {
  const { data } = review;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Nothing was changed yet."
          actions={
            <Button
              iconName="refresh"
              loading={review.isFetching}
              loadingText="Looking"
              onClick={() => review.refetch()}
            >
              Look again
            </Button>
          }
        >
          What was looked at
        </Header>
      }
    >
      <SpaceBetween size="m">
        {review.isError && <FailureAlert error={review.error} again={() => review.refetch()} />}
        {review.isPending && !review.isError && (
          <Loading words="Looking at versions, alias, permissions, alarms, deployments and traffic…" />
        )}
        {data && (
          <div>
            <Told words={`${verdict(data.ready)} ${weighed(data.preflight)}`} />
            <Alert type={data.ready ? "success" : "error"}>{verdict(data.ready)}</Alert>
          </div>
        )}
        {data?.preflight.map((finding, index) => (
          <div key={finding.found} data-testid={`preflight-${index}`}>
            <Finding finding={finding} review={review} />
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}

const verdict = (ready: boolean) =>
  ready
    ? "Nothing blocks the rollout."
    : "The rollout cannot start before what blocks it is mended.";

/** How many findings there are of each weight. */
function weighed(findings: readonly PreflightDto[]): string {
  const of = (weighs: WeighsDto) => findings.filter((it) => it.weighs === weighs).length;
  return `${of("blocks")} block, ${of("warning")} warn, ${of("fine")} are fine.`;
}

function Finding({ finding, review }: { finding: PreflightDto; review: DraftReview }) {
  const { fix } = finding;
  return (
    <SpaceBetween size="xxs">
      <Said tone={TONES[finding.weighs]}>
        <Words text={finding.found} />
      </Said>
      {finding.why && (
        <Box padding={{ left: "l" }}>
          <Words text={finding.why} />{" "}
          <Box variant="strong" display="inline">
            <Words text={finding.remedy} />
          </Box>
        </Box>
      )}
      {fix && (
        <Box padding={{ left: "l" }}>
          <Fix fix={fix} review={review} />
        </Box>
      )}
    </SpaceBetween>
  );
}
