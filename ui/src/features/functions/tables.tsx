/** A function's aliases and versions. */
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import { routes } from "../../app/routes";
import type { AliasDto, VersionDto } from "../../ipc";
import { type DataColumn, DataTable } from "../../shared/data-table";
import { dateTime, percent, sharesText, versionName } from "../../shared/format";
import { FlowLinks } from "../../shared/links";
import { Permission } from "../../shared/permission";
import { ShareBar } from "../../shared/shares";

const flows = (row: AliasDto) => row.flows?.map((flow) => flow.name).join("; ") ?? "not known";

const ALIAS_COLUMNS: DataColumn<AliasDto>[] = [
  {
    id: "alias",
    header: "Alias",
    text: (row) => row.alias,
    cell: (row) => <Link href={routes.alias(row.function, row.alias)}>{row.alias}</Link>,
    isRowHeader: true,
  },
  {
    id: "shares",
    header: "Sends calls to",
    text: (row) => sharesText(row.shares),
    cell: (row) => <ShareBar shares={row.shares} />,
    minWidth: 240,
  },
  {
    id: "flows",
    header: "Called by",
    text: flows,
    cell: (row) => <FlowLinks flows={row.flows} none="No flow of this instance" />,
    minWidth: 160,
  },
  {
    id: "permission",
    header: "May Connect invoke it?",
    text: (row) => row.permission.message,
    cell: (row) => <Permission permission={row.permission} />,
    minWidth: 260,
  },
];

export function AliasesTable(props: { aliases: AliasDto[] }) {
  return (
    <DataTable
      title="Aliases"
      noun="alias"
      rows={props.aliases}
      columns={ALIAS_COLUMNS}
      id={(row) => row.alias}
      loadingText="Reading aliases"
      empty="This function has no alias: flows can only call a version or the newest code."
      testId="aliases-table"
    />
  );
}

const uses = (row: VersionDto) =>
  row.aliases.map((it) => `${it.alias} ${percent(it.percent)}`).join(", ");

const VERSION_COLUMNS: DataColumn<VersionDto>[] = [
  {
    id: "version",
    header: "Version",
    text: (row) => row.version,
    cell: (row) => <Box variant="strong">{versionName(row.version)}</Box>,
    isRowHeader: true,
  },
  {
    id: "aliases",
    header: "Gets calls through",
    text: uses,
    cell: (row) => uses(row) || "–",
  },
  {
    id: "description",
    header: "Description",
    text: (row) => row.description,
    cell: (row) => row.description || "–",
    minWidth: 180,
  },
  {
    id: "runtime",
    header: "Runtime, memory, timeout",
    text: (row) =>
      `${row.runtime ?? "container image"}, ${row.memoryMb} MB, ${row.timeoutSeconds} s`,
    cell: (row) =>
      `${row.runtime ?? "container image"}, ${row.memoryMb} MB, ${row.timeoutSeconds} s`,
  },
  {
    id: "modified",
    header: "Published",
    text: (row) => row.lastModified ?? "",
    cell: (row) => dateTime(row.lastModified),
  },
  {
    id: "hash",
    header: "Code SHA-256",
    text: (row) => row.codeSha256,
    cell: (row) => <Box variant="code">{row.codeSha256.slice(0, 12)}…</Box>,
  },
];

export function VersionsTable(props: { versions: VersionDto[] }) {
  return (
    <DataTable
      title="Versions"
      noun="version"
      rows={props.versions}
      columns={VERSION_COLUMNS}
      id={(row) => row.version}
      unsorted
      loadingText="Reading versions"
      empty="This function has no versions."
      testId="versions-table"
    />
  );
}
