/** From a function to an alias that flows call. */
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { routes } from "../../../app/routes";
import { useSession } from "../../../app/session";
import { type SetupReviewDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { ScanLoading } from "../../../shared/scan-loading";
import { useAside } from "../../../shared/use-aside";
import { useAtlas } from "../../../shared/use-atlas";
import { wizardStrings } from "../../../shared/wizard-strings";
import { writtenDown } from "../../review/carried";
import { SetupReviewBody } from "../../review/setup-review-body";
import { mayGoOn, useSetupReview } from "../../review/setup-review-modal";
import { type AliasDraft, EMPTY, missing, wish, withFreeNames } from "./draft";
import { FlowsStep } from "./flows-step";
import { NameStep } from "./name-step";
import { TestsStep } from "./tests-step";
import { useFunction, VersionStep } from "./version-step";

/** The step at which test flows are named. */
const TESTS = 3;
const REVIEW = 4;

export default function AliasWizardPage(props: { name: string }) {
  const { instance } = useSession();
  const atlas = useAtlas();
  const [draft, setDraft] = useState<AliasDraft>(() => ({ ...EMPTY, name: props.name || null }));
  const [step, setStep] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const change = (more: Partial<AliasDraft>) => {
    setProblem(null);
    setDraft((old) => ({ ...old, ...more }));
  };
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const found = useFunction(draft.name);
  const wanted = wish(draft, instance.arn);
  const review = useSetupReview(
    ["alias", wanted],
    () => shell.reviewAlias(wanted),
    step === REVIEW,
  );
  const title = review.data?.title ?? "A new alias";
  const aside = useAside(title);
  const begin = useMutation({
    mutationFn: (ready: SetupReviewDto) =>
      shell.carryOut(ready.id, ready.typeToConfirm ? typed : null),
    onSuccess: (carried) => {
      // Whoever is elsewhere by then is not taken from there.
      if (aside.ended()) aside.tell(writtenDown(title, carried));
      else window.location.hash = routes.task(carried.task ?? "", true).slice(1);
    },
    onError: (error) => aside.failed(error),
  });
  const submit = () => {
    if (review.data && mayGoOn(review.data, typed)) begin.mutate(review.data);
    else setProblem(review.data ? "Type the name as it is shown." : "The review is not there yet.");
  };
  /** To the first step, with everything read anew: it says what is different. */
  const lookAgain = () => {
    for (const key of ["function", "movable"]) client.invalidateQueries({ queryKey: [key] });
    begin.reset();
    setProblem(null);
    setStep(0);
  };
  const go = (to: number) => {
    const stops = to > step ? missing(draft, step, found.data?.aliases) : null;
    setProblem(stops);
    if (stops) return;
    const names = atlas.data?.flows.map((flow) => flow.name);
    if (step < TESTS && to >= TESTS) setDraft((old) => withFreeNames(old, new Set(names)));
    setStep(to);
  };
  const fields = { draft, change };
  const errorText = problem;
  const failed = review.error ?? begin.error;
  return (
    <Wizard
      data-testid="alias-wizard"
      activeStepIndex={step}
      onNavigate={({ detail }) => go(detail.requestedStepIndex)}
      onCancel={() => {
        window.location.hash = routes.setup.slice(1);
      }}
      onSubmit={submit}
      isLoadingNextStep={begin.isPending}
      submitButtonText="Set it up"
      i18nStrings={wizardStrings("Writing it down")}
      steps={[
        { title: "Version", content: <VersionStep {...fields} />, errorText },
        {
          title: "Alias",
          content: <NameStep {...fields} there={found.data?.aliases ?? []} />,
          errorText,
        },
        { title: "Flows", content: <FlowsStep {...fields} />, errorText },
        { title: "Test flows", content: <TestsStep {...fields} />, errorText },
        {
          title: "Review",
          content: (
            <Container
              header={
                <Header
                  variant="h2"
                  description="Every step is journalled, looked at afterwards, and can be undone in Clean up."
                >
                  What will happen
                </Header>
              }
            >
              <SpaceBetween size="l">
                {review.isFetching && <ScanLoading words="Looking at what stands there now…" />}
                {failed && <FailureAlert error={failed} again={lookAgain} />}
                {review.data && !review.isFetching && (
                  <SetupReviewBody review={review.data} typed={typed} onTyped={setTyped} />
                )}
              </SpaceBetween>
            </Container>
          ),
          errorText,
        },
      ]}
    />
  );
}
