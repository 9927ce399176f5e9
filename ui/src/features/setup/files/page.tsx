/** Flows from files: read, filled in, checked, made. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FileUpload from "@cloudscape-design/components/file-upload";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useNotifications } from "../../../app/notifications";
import { routes } from "../../../app/routes";
import { useSession } from "../../../app/session";
import { type FilledDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { FileCard } from "./file-card";

/** A file on its way to becoming a flow. */
export interface FlowDraft {
  file: string;
  text: string;
  filled: FilledDto[];
  name: string;
  published: boolean;
}

export default function ImportPage() {
  const { session, instance } = useSession();
  const { tell, tellFailure } = useNotifications();
  const [drafts, setDrafts] = useState<FlowDraft[]>([]);
  const [ready, setReady] = useState<Record<string, boolean>>({});
  const begin = useMutation({
    mutationFn: () =>
      shell.beginFlows(
        instance.arn,
        drafts.map(({ text, filled, name, published }) => ({ text, filled, name, published })),
      ),
    onSuccess: (id) => {
      window.location.hash = routes.task(id, true).slice(1);
    },
  });
  const exporting = useMutation({
    mutationFn: () => shell.exportFlows(instance.arn),
    onSuccess: (saved) => tell({ type: "success", header: "Saved", content: saved.path }),
    onError: tellFailure,
  });
  const add = async (files: File[]) => {
    const read = await Promise.all(
      files.map(async (file) => ({
        file: file.name,
        text: await file.text(),
        filled: [],
        name: file.name.replace(/\.(json|txt)$/i, ""),
        published: true,
      })),
    );
    const names = new Set(read.map((it) => it.file));
    setDrafts((old) => [...old.filter((it) => !names.has(it.file)), ...read]);
  };
  const edit = (file: string, more: Partial<FlowDraft>) =>
    setDrafts((old) => old.map((it) => (it.file === file ? { ...it, ...more } : it)));
  const blocked = drafts.some((it) => !ready[it.file]);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="Files of the Flow language, and what the console exported before it."
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Button
                onClick={() => exporting.mutate()}
                loading={exporting.isPending}
                loadingText="Reading every flow"
              >
                Export all flows
              </Button>
              <Button
                variant="primary"
                disabled={drafts.length === 0 || blocked || session.mode === "readOnly"}
                loading={begin.isPending}
                loadingText="Writing it down"
                onClick={() => begin.mutate()}
                data-testid="import-flows"
              >
                Import
              </Button>
            </SpaceBetween>
          }
        >
          Flows from files
        </Header>
      }
    >
      <SpaceBetween size="l">
        {begin.isError && <FailureAlert error={begin.error} />}
        <FileUpload
          multiple
          value={[]}
          onChange={({ detail }) => void add(detail.value)}
          constraintText="JSON, one flow in a file."
          i18nStrings={{
            uploadButtonText: (multiple) => (multiple ? "Choose files" : "Choose a file"),
            dropzoneText: (multiple) => (multiple ? "Drop files here" : "Drop a file here"),
            removeFileAriaLabel: (index) => `Remove file ${index + 1}`,
            limitShowFewer: "Show fewer files",
            limitShowMore: "Show more files",
            errorIconAriaLabel: "Error",
          }}
        />
        {drafts.length === 0 && (
          <Box>No file was chosen yet. Nothing is sent before you say Import.</Box>
        )}
        {drafts.map((draft) => (
          <FileCard
            key={draft.file}
            draft={draft}
            edit={(more) => edit(draft.file, more)}
            remove={() => setDrafts((old) => old.filter((it) => it.file !== draft.file))}
            onReady={(is) => setReady((old) => ({ ...old, [draft.file]: is }))}
          />
        ))}
      </SpaceBetween>
    </ContentLayout>
  );
}
