/** From a wish to a rollout: what, from and to, pace, driver, gates, preflight, review. */
import Wizard from "@cloudscape-design/components/wizard";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { routes } from "../../../app/routes";
import { useSession } from "../../../app/session";
import { asFailure, shell } from "../../../ipc";
import { wizardStrings } from "../../../shared/wizard-strings";
import { type Draft, EMPTY, missing, wish } from "./draft";
import { DriverStep } from "./driver";
import { FromTo } from "./from-to";
import { GatesStep } from "./gates";
import { Pace } from "./pace";
import { Preflight } from "./preflight";
import { Review } from "./review";
import { useDraftReview } from "./use-draft-review";
import { What } from "./what";

const PREFLIGHT = 5;

export default function WizardPage(props: { name: string; alias: string; to?: string }) {
  const { instance } = useSession();
  const [draft, setDraft] = useState<Draft>(() => ({
    ...EMPTY,
    name: props.name || null,
    alias: props.alias || null,
    to: props.to || null,
  }));
  const [step, setStep] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [shipAnyway, setShipAnyway] = useState(false);
  const client = useQueryClient();
  const change = (more: Partial<Draft>) => {
    setProblem(null);
    setDraft((old) => ({ ...old, ...more }));
  };
  const review = useDraftReview(instance.arn, step >= PREFLIGHT ? wish(draft) : null);
  const start = useMutation({
    mutationFn: (id: string) => shell.startRollout(id, typed.trim() || null, shipAnyway),
    onSuccess: (id) => {
      client.invalidateQueries({ queryKey: ["rollouts"] });
      window.location.hash = routes.rollout(id).slice(1);
    },
  });
  const ready = review.data?.ready ?? false;
  const go = (to: number, reason: string) => {
    const stops = reason === "next" || reason === "skip" ? missing(draft, Math.min(step, 4)) : null;
    if (stops) return setProblem(stops);
    if (to > PREFLIGHT && step === PREFLIGHT && !ready) {
      return setProblem("Something blocks the rollout; mend it, then look again.");
    }
    setProblem(null);
    setStep(to);
  };
  const fields = { draft, change };
  return (
    <Wizard
      data-testid="rollout-wizard"
      activeStepIndex={step}
      onNavigate={({ detail }) => go(detail.requestedStepIndex, detail.reason)}
      onCancel={() => {
        window.location.hash = routes.rollouts.slice(1);
      }}
      onSubmit={() => review.data && start.mutate(review.data.id)}
      isLoadingNextStep={start.isPending || (step === PREFLIGHT && review.isPending)}
      submitButtonText="Start the rollout"
      i18nStrings={wizardStrings("Starting the rollout")}
      steps={[
        { title: "Alias", content: <What {...fields} />, errorText: problem },
        { title: "New version", content: <FromTo {...fields} />, errorText: problem },
        { title: "Pace", content: <Pace {...fields} />, errorText: problem },
        { title: "Carried out by", content: <DriverStep {...fields} />, errorText: problem },
        { title: "Gates", content: <GatesStep {...fields} />, errorText: problem },
        { title: "Preflight", content: <Preflight review={review} />, errorText: problem },
        {
          title: "Review",
          content: (
            <Review
              review={review}
              draft={draft}
              change={change}
              typed={typed}
              onTyped={setTyped}
              shipAnyway={shipAnyway}
              onShipAnyway={setShipAnyway}
            />
          ),
          errorText: start.isError ? asFailure(start.error).message : problem,
        },
      ]}
    />
  );
}
