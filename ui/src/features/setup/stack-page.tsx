/** The starter stack: made, followed, changed, deleted. */
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session";
import { type FailureDto, type StackWishDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";
import { SetupReviewModal } from "../review/setup-review-modal";
import { Create } from "./stack/create";
import { Made } from "./stack/made";
import { STACK_NAME } from "./stack/name";
import { useRescan } from "./use-rescan";

const CONFIRM: Record<StackWishDto["kind"], string> = {
  create: "Make it",
  update: "Change it",
  delete: "Delete it",
};

export default function StackPage() {
  const { every } = useSession();
  const rescan = useRescan();
  const [wish, setWish] = useState<StackWishDto | null>(null);
  const [asked, setAsked] = useState(false);
  const [refused, setRefused] = useState<FailureDto | null>(null);
  const stack = useQuery({
    queryKey: ["stack", STACK_NAME],
    queryFn: () => shell.stack(STACK_NAME),
    refetchInterval: (query) =>
      asked || query.state.data?.phase === "underWay" ? every(5) : false,
  });
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="The article's function, alias, alarms and gradual deployments, as one CloudFormation stack."
        >
          The starter stack
        </Header>
      }
    >
      <SpaceBetween size="l">
        {stack.isPending && <Loading words="Asking CloudFormation…" />}
        {stack.isError && <FailureAlert error={stack.error} again={() => stack.refetch()} />}
        {refused && <FailureAlert failure={refused} />}
        {stack.data === null && <Create ask={setWish} />}
        {stack.data && <Made stack={stack.data} ask={setWish} />}
      </SpaceBetween>
      {wish && (
        <SetupReviewModal
          wish={["stack", wish]}
          plan={() => shell.reviewStack(wish)}
          confirm={CONFIRM[wish.kind]}
          working={wish.kind === "delete" ? "Deleting it, to its end" : "Asking CloudFormation"}
          close={() => {
            setWish(null);
            setAsked(false);
          }}
          begun={() => {
            setRefused(null);
            setAsked(true);
          }}
          carried={({ taken }) => {
            setRefused(taken.find((it) => it.failure !== null)?.failure ?? null);
            stack.refetch();
            if (wish.kind === "delete") rescan();
          }}
        />
      )}
    </ContentLayout>
  );
}
