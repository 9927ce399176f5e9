/** The starter stack: made, followed, changed, deleted. */
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Notice } from "../../app/notifications";
import { routes } from "../../app/routes";
import { useSession } from "../../app/session";
import { type FailureDto, type StackWishDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";
import { SetupReviewModal, useCarryingOut } from "../review/setup-review-modal";
import { Create } from "./stack/create";
import { Made } from "./stack/made";
import { STACK_NAME } from "./stack/name";
import { useRescan } from "./use-rescan";

const CONFIRM: Record<StackWishDto["kind"], string> = {
  create: "Make it",
  update: "Change it",
  delete: "Delete it",
};

const FOLLOW: Pick<Notice, "content" | "action"> = {
  content: "The stack's page says how far it is.",
  action: <Button href={routes.stack}>See the stack</Button>,
};
const WELL: Record<StackWishDto["kind"], (name: string) => Notice> = {
  create: (name) => ({ type: "info", header: `CloudFormation makes \`${name}\``, ...FOLLOW }),
  update: (name) => ({ type: "info", header: `CloudFormation changes \`${name}\``, ...FOLLOW }),
  delete: (name) => ({ type: "success", header: `The stack \`${name}\` is deleted` }),
};

export default function StackPage() {
  const { every } = useSession();
  const rescan = useRescan();
  const [wish, setWish] = useState<StackWishDto | null>(null);
  const busy = useCarryingOut();
  const [refused, setRefused] = useState<FailureDto | null>(null);
  const stack = useQuery({
    queryKey: ["stack", STACK_NAME],
    queryFn: () => shell.stack(STACK_NAME),
    refetchInterval: (query) => (busy || query.state.data?.phase === "underWay" ? every(5) : false),
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
          close={() => setWish(null)}
          begun={() => setRefused(null)}
          carried={({ taken }, told) => {
            if (!told) setRefused(taken.find((it) => it.failure !== null)?.failure ?? null);
            if (wish.kind === "delete") rescan();
          }}
          well={() => WELL[wish.kind](wish.name)}
        />
      )}
    </ContentLayout>
  );
}
