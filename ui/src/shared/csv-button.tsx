/** Takes a table along, whole: every row that the filter leaves, not only this page. */
import Button from "@cloudscape-design/components/button";
import { useMutation } from "@tanstack/react-query";
import { useNotifications } from "../app/notifications";
import { type SavedFileDto, shell } from "../ipc";
import { type CsvColumn, csv } from "./csv";
import { counted } from "./format";

interface Props<T> {
  /** The file's name without extension. */
  name: string;
  columns: readonly CsvColumn<T>[];
  rows: readonly T[];
}

export function CsvButton<T>(props: Props<T>) {
  const told = useSavedFile();
  const save = useMutation({
    mutationFn: () => shell.saveCsv(`${props.name}.csv`, csv(props.columns, props.rows)),
    onSuccess: (file) => told.saved(file, counted(props.rows.length, "row")),
    onError: told.failed,
  });
  return (
    <Button
      iconName="download"
      disabled={props.rows.length === 0}
      loading={save.isPending}
      loadingText="Writing the file"
      onClick={() => save.mutate()}
    >
      CSV
    </Button>
  );
}

/** Tells where a file was written, and offers to show it. */
export function useSavedFile() {
  const { tell, tellFailure } = useNotifications();
  const saved = (file: SavedFileDto, what: string) =>
    tell({
      type: "success",
      header: `Saved ${what}`,
      content: file.path,
      action: (
        <Button onClick={() => shell.reveal(file.path).catch(tellFailure)}>Show in folder</Button>
      ),
    });
  return { saved, failed: tellFailure };
}
