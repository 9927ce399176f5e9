/** The account's Lambda functions. */
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type AtlasDto, shell } from "../../ipc";
import { DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { useAtlas } from "../../shared/use-atlas";
import { FUNCTION_COLUMNS, type FunctionLine } from "./columns";

export default function FunctionsPage() {
  const functions = useQuery({ queryKey: ["functions"], queryFn: () => shell.functions() });
  const atlas = useAtlas();
  const rows = useMemo(
    () => (functions.data ?? []).map((row) => ({ ...row, ...called(row.name, atlas.data) })),
    [functions.data, atlas.data],
  );
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="Every Lambda function of this account and Region.">
          Functions
        </Header>
      }
    >
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
    row.calls.some(
      ({ resolution }) => resolution.kind === "versions" && resolution.function === name,
    );
  return {
    aliases: atlas.aliases.filter((alias) => alias.function === name),
    flows: atlas.flows.filter(calls).map(({ id, name, module }) => ({ id, name, module })),
  };
}
