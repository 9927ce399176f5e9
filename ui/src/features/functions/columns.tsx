/** The functions' table, column by column. */
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { routes } from "../../app/routes";
import type { AliasRowDto, FlowRefDto, FunctionRowDto } from "../../ipc";
import { byText, type DataColumn } from "../../shared/data-table";
import { dateTime, sharesText } from "../../shared/format";
import { FlowLinks } from "../../shared/links";
import { Target } from "../../shared/resolution";

export interface FunctionLine extends FunctionRowDto {
  /** Its aliases that flows call. */
  aliases: AliasRowDto[];
  /** The flows that call it; null when nobody knows. */
  flows: FlowRefDto[] | null;
  /** Whether the instance is being scanned for the first time. */
  scanning: boolean;
}

const aliases = (row: FunctionLine) =>
  row.aliases.map((alias) => `${alias.alias}: ${sharesText(alias.shares)}`).join("; ");
const flows = (row: FunctionLine) => row.flows?.map((flow) => flow.name).join("; ") ?? "not known";

export const FUNCTION_COLUMNS: DataColumn<FunctionLine>[] = [
  {
    id: "name",
    header: "Name",
    text: (row) => row.name,
    cell: (row) => <Link href={routes.function(row.name)}>{row.name}</Link>,
    isRowHeader: true,
  },
  {
    id: "aliases",
    header: "Aliases that flows call",
    text: aliases,
    cell: (row) => (
      <SpaceBetween size="xs">
        {row.aliases.map((alias) => (
          <div key={alias.alias}>
            <Target name={alias.function} alias={alias.alias} />
            <div>{sharesText(alias.shares)}</div>
          </div>
        ))}
        {row.aliases.length === 0 && (row.flows ? "–" : "Not known")}
      </SpaceBetween>
    ),
    minWidth: 220,
  },
  {
    id: "flows",
    header: "Called by",
    text: flows,
    cell: (row) =>
      row.scanning ? "Scanning…" : <FlowLinks flows={row.flows} none="No flow of this instance" />,
    minWidth: 160,
  },
  {
    id: "description",
    header: "Description",
    text: (row) => row.description,
    cell: (row) => row.description || "–",
    minWidth: 140,
  },
  {
    id: "runtime",
    header: "Runtime",
    text: (row) => row.runtime ?? "container image",
    cell: (row) => row.runtime ?? "Container image",
    sortingComparator: byText((row) => row.runtime ?? ""),
  },
  {
    id: "timeout",
    header: "Timeout",
    text: (row) => `${row.timeoutSeconds} s`,
    cell: (row) => `${row.timeoutSeconds} s`,
    sortingComparator: (one, other) => one.timeoutSeconds - other.timeoutSeconds,
  },
  {
    id: "modified",
    header: "Last saved",
    text: (row) => row.lastModified ?? "",
    cell: (row) => dateTime(row.lastModified),
    minWidth: 140,
  },
];
