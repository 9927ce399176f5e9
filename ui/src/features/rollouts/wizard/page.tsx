/** From a wish to a rollout: what, from and to, pace, driver, gates, preflight, review. */
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { routes } from "../../../app/routes";
import { useSession } from "../../../app/session";
import { shell } from "../../../ipc";
import { LeaveGuard } from "../../../shared/leave-guard";
import { useReadOnly } from "../../../shared/use-read-only";
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
  const [note, setNote] = useState("");
  const [typed, setTyped] = useState("");
  const [shipAnyway, setShipAnyway] = useState(false);
  const [begun, setBegun] = useState<string | null>(null);
  const client = useQueryClient();
  const { reason: locked } = useReadOnly();
  const change = (more: Partial<Draft>) => {
    setProblem(null);
    setDraft((old) => ({ ...old, ...more }));
    // A person's word was for what was chosen then.
    setTyped("");
    setShipAnyway(false);
    start.reset();
  };
  const review = useDraftReview(instance.arn, step >= PREFLIGHT ? wish(draft) : null);
  const start = useMutation({
    mutationFn: (id: string) => shell.startRollout(id, typed.trim() || null, shipAnyway, note),
    onSuccess: (id) => {
      client.invalidateQueries({ queryKey: ["rollouts"] });
      setBegun(id);
    },
  });
  useEffect(() => {
    if (begun !== null) window.location.hash = routes.rollout(begun).slice(1);
  }, [begun]);
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
    <>
      <LeaveGuard when={step > 0 && begun === null} header="Leave this rollout?">
        Nothing was started yet. What you chose here is lost if you leave.
      </LeaveGuard>
      <Wizard
        data-testid="rollout-wizard"
        activeStepIndex={step}
        onNavigate={({ detail }) => go(detail.requestedStepIndex, detail.reason)}
        onCancel={() => {
          window.location.hash = routes.rollouts.slice(1);
        }}
        onSubmit={() => review.data && start.mutate(review.data.id)}
        customPrimaryActions={
          locked && step > PREFLIGHT ? (
            <LockedActions why={locked} back={() => setStep(PREFLIGHT)} />
          ) : undefined
        }
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
                note={note}
                onNote={setNote}
                typed={typed}
                onTyped={setTyped}
                shipAnyway={shipAnyway}
                onShipAnyway={setShipAnyway}
                refused={start.isError ? start.error : null}
              />
            ),
            errorText: problem,
          },
        ]}
      />
    </>
  );
}

/** Where nothing may be changed everything can be looked at, up to the start. */
function LockedActions({ why, back }: { why: string; back: () => void }) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={back}>Back</Button>
      <Button variant="primary" disabled disabledReason={why} data-testid="start-locked">
        Start the rollout
      </Button>
    </SpaceBetween>
  );
}
