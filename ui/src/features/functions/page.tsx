/** The account's Lambda functions. */
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type AtlasDto, type ResolutionDto, shell } from "../../ipc";
import { useMapNotice } from "../../shared/atlas-gate";
import { DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { useAtlas } from "../../shared/use-atlas";
import { FUNCTION_COLUMNS, type FunctionLine } from "./columns";

export default function FunctionsPage() {
  const functions = useQuery({ queryKey: ["functions"], queryFn: () => shell.functions() });
  const atlas = useAtlas();
  const notice = useMapNotice();
  const rows = useMemo(
    () =>
      (functions.data ?? []).map((row) => ({
        ...row,
        ...called(row.name, atlas.data),
        scanning: atlas.isPending,
      })),
    [functions.data, atlas.data, atlas.isPending],
  );
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="Every Lambda function of this account and Region.">
          Functions
        </Header>
      }
    >
      <SpaceBetween size="l">
        {notice}
        {functions.isError ? (
          <FailureAlert error={functions.error} again={() => functions.refetch()} />
        ) : (
          <DataTable
            title="Functions"
            noun="function"
            rows={rows}
            columns={FUNCTION_COLUMNS}
            id={(row) => row.name}
            loading={functions.isPending}
            loadingText="Listing functions"
            empty="This account has no Lambda functions in this Region."
            testId="functions-table"
            variant="full-page"
          />
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}

/** What the map knows about a function. */
function called(
  name: string,
  atlas: AtlasDto | undefined,
): Pick<FunctionLine, "aliases" | "flows"> {
  if (!atlas) return { aliases: [], flows: null };
  const calls = (row: AtlasDto["flows"][number]) =>
    row.calls.some(({ resolution }) => mayHit(resolution, name));
  return {
    aliases: atlas.aliases.filter((alias) => alias.function === name),
    flows: atlas.flows.filter(calls).map(({ id, name, module }) => ({ id, name, module })),
  };
}

/** Whether a call hits a function, or may at run time. */
function mayHit(resolution: ResolutionDto, name: string): boolean {
  if (resolution.kind === "versions") return resolution.function === name;
  if (resolution.kind !== "atRunTime") return false;
  const named = (target: string) => target.split(":function:").at(-1)?.split(":")[0];
  return resolution.candidates.some(({ target }) => named(target) === name);
}
