/** What every entry of the journal has: when, who, and Undo. */
import Box from "@cloudscape-design/components/box";
import type { UndoDto } from "../../ipc";
import type { DataColumn } from "../../shared/data-table";
import { dateTime } from "../../shared/format";
import { WriteButton } from "../../shared/write-button";
import { who } from "./who";

interface Entry {
  at: string;
  title: string;
  actor: string;
  undo: UndoDto;
}

export function whenColumn<T extends Entry>(): DataColumn<T> {
  return {
    id: "at",
    header: "When",
    text: (row) => row.at,
    cell: (row) => dateTime(row.at),
    minWidth: 120,
  };
}

export function whoColumn<T extends Entry>(): DataColumn<T> {
  return {
    id: "who",
    header: "Who",
    text: (row) => row.actor,
    cell: (row) => <span title={row.actor}>{who(row.actor)}</span>,
    minWidth: 110,
  };
}

export function undoColumn<T extends Entry>(undo: (row: T) => void): DataColumn<T> {
  return {
    id: "undo",
    header: "Undo",
    text: (row) => (row.undo.possible ? "possible" : (row.undo.reason ?? "")),
    cell: (row) =>
      row.undo.possible ? (
        <WriteButton
          onClick={() => undo(row)}
          wrapText={false}
          ariaLabel={`Undo: ${row.title.replaceAll("`", "")}`}
          data-testid="activity-undo"
        >
          Undo
        </WriteButton>
      ) : (
        <Box color="text-body-secondary">{row.undo.reason}</Box>
      ),
    minWidth: 110,
  };
}
