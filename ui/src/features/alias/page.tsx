/** One alias: where its calls go, who is affected, and moving it. */
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { routes } from "../../app/routes";
import { useSession } from "../../app/session";
import { shell } from "../../ipc";
import { useMapNotice } from "../../shared/atlas-gate";
import { FailureAlert } from "../../shared/failure-alert";
import { Loading } from "../../shared/loading";
import { useAtlas } from "../../shared/use-atlas";
import { WriteButton } from "../../shared/write-button";
import { VersionChart } from "../chart/version-chart";
import { AliasFacts } from "./facts";
import { MoveForm } from "./move-form";
import { ShiftForm } from "./shift-form";

export default function AliasPage(props: { name: string; alias: string }) {
  const { name, alias } = props;
  const { instance, every } = useSession();
  const [open, setOpen] = useState<"shift" | "move" | null>(null);
  // The affected flows come from the map, so a new map is a new answer.
  const atlas = useAtlas();
  const notice = useMapNotice();
  const detail = useQuery({
    queryKey: ["alias", instance.arn, name, alias, atlas.data?.scannedAt],
    queryFn: () => shell.aliasDetail(instance.arn, name, alias),
    refetchInterval: Math.max(3_000, every(30)),
    // A scan that ends takes no form away that somebody fills in.
    placeholderData: (old) => (old?.function === name && old.alias === alias ? old : undefined),
  });
  const close = () => setOpen(null);
  return (
    <ContentLayout
      breadcrumbs={
        <BreadcrumbGroup
          items={[
            { text: "Functions", href: routes.functions },
            { text: name, href: routes.function(name) },
            { text: alias, href: routes.alias(name, alias) },
          ]}
        />
      }
      header={
        <Header
          variant="h1"
          description={detail.data?.description || "Alias"}
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <WriteButton
                disabled={!detail.data}
                onClick={() => setOpen("move")}
                data-testid="alias-move-button"
              >
                Move to version
              </WriteButton>
              <WriteButton
                disabled={!detail.data}
                onClick={() => setOpen("shift")}
                data-testid="alias-shift-button"
              >
                Shift weight
              </WriteButton>
              <WriteButton
                variant="primary"
                disabled={!detail.data}
                href={routes.newRollout(name, alias)}
                data-testid="alias-rollout-button"
              >
                Start a rollout
              </WriteButton>
            </SpaceBetween>
          }
        >
          {name}:{alias}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {notice}
        {detail.isError && <FailureAlert error={detail.error} again={() => detail.refetch()} />}
        {detail.isPending && <Loading words="Reading the alias…" />}
        {detail.data && <AliasFacts alias={detail.data} />}
        <VersionChart name={name} alias={alias} />
      </SpaceBetween>
      {detail.data && open === "shift" && <ShiftForm alias={detail.data} close={close} />}
      {detail.data && open === "move" && <MoveForm alias={detail.data} close={close} />}
    </ContentLayout>
  );
}
