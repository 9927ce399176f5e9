/** Every flow and module with the Lambda versions that it hits now. */
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import { useMemo, useState } from "react";
import type { AtlasDto, FlowRowDto } from "../../ipc";
import { AtlasGate } from "../../shared/atlas-gate";
import { DataTable } from "../../shared/data-table";
import { ScanAge, ScanButton } from "../../shared/scan";
import { FLOW_COLUMNS } from "./columns";

const KEEPS: { value: string; label: string; keep: (row: FlowRowDto) => boolean }[] = [
  { value: "all", label: "Everything", keep: () => true },
  {
    value: "lambda",
    label: "Calls Lambda",
    keep: (row) => row.calls.length + row.reached.length > 0,
  },
  { value: "gaps", label: "Not all known", keep: (row) => row.gaps.length > 0 },
  { value: "findings", label: "Has findings", keep: (row) => row.findings.length > 0 },
  { value: "split", label: "Hits two versions", keep: (row) => row.calls.some(isSplit) },
  { value: "flows", label: "Flows", keep: (row) => !row.module },
  { value: "modules", label: "Flow modules", keep: (row) => row.module },
  { value: "saved", label: "Saved only", keep: (row) => !row.published },
];
const OPTIONS: SelectProps.Options = KEEPS.map(({ value, label }) => ({ value, label }));

function isSplit(call: FlowRowDto["calls"][number]): boolean {
  return call.resolution.kind === "versions" && call.resolution.shares.length > 1;
}

export default function FlowsPage() {
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="Which function, alias and version each flow hits, by the last scan."
        >
          Flows
        </Header>
      }
    >
      <AtlasGate>{(atlas) => <Flows atlas={atlas} />}</AtlasGate>
    </ContentLayout>
  );
}

function Flows(props: { atlas: AtlasDto }) {
  const [keeping, setKeeping] = useState("all");
  const keep = KEEPS.find((it) => it.value === keeping) ?? KEEPS[0];
  const rows = useMemo(
    () => props.atlas.flows.filter((row) => keep?.keep(row) ?? true),
    [props.atlas, keep],
  );
  return (
    <DataTable
      title="Flows and modules"
      description={<ScanAge atlas={props.atlas} />}
      noun="flow"
      rows={rows}
      columns={FLOW_COLUMNS}
      hidden={["reached"]}
      id={(row) => row.id}
      loadingText="Reading flows"
      empty={keeping === "all" ? "This instance has no flows." : "No flow is like that."}
      testId="flows-table"
      variant="full-page"
      stickyHeader
      actions={<ScanButton />}
      filters={
        <Select
          selectedOption={{ value: keeping, label: keep?.label ?? "" }}
          options={OPTIONS}
          onChange={({ detail }) => setKeeping(detail.selectedOption.value ?? "all")}
          ariaLabel="Which flows"
        />
      }
    />
  );
}
