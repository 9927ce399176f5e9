/** Flows from files: read, filled in, checked, made. */
import Alert from "@cloudscape-design/components/alert";
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
import { counted } from "../../../shared/format";
import { Words } from "../../../shared/words";
import { WriteButton } from "../../../shared/write-button";
import { FileCard } from "./file-card";
import { ImportReview } from "./review";

/** A file on its way to becoming a flow. */
export interface FlowDraft {
  file: string;
  text: string;
  filled: FilledDto[];
  name: string;
  /** The type where the file does not tell it. */
  kind: string;
  published: boolean;
}

/** What is known of a file once it was read. */
export interface ReadFile {
  /** Whether it can become a flow as it stands. */
  ready: boolean;
  /** AWS's type; null where the file does not tell it. */
  kind: string | null;
  blocks: number;
}

const TWICE = "Two flows have the same name: names are unique in an instance.";

const same = (one: FlowDraft, other: FlowDraft) => one.name.trim() === other.name.trim();

export default function ImportPage() {
  const { instance } = useSession();
  const { tell, tellFailure } = useNotifications();
  const [drafts, setDrafts] = useState<FlowDraft[]>([]);
  const [read, setRead] = useState<Record<string, ReadFile>>({});
  const [reviewing, setReviewing] = useState(false);
  const exporting = useMutation({
    mutationFn: () => shell.exportFlows(instance.arn),
    onSuccess: (saved) =>
      tell({
        type: saved.leftOut.length > 0 ? "warning" : "success",
        header: `${counted(saved.files, "file")} saved in ${saved.path}`,
        content: saved.leftOut.length > 0 && (
          <>
            Not among them:
            <ul>
              {saved.leftOut.map((it) => (
                <li key={it}>
                  <Words text={it} />
                </li>
              ))}
            </ul>
          </>
        ),
      }),
    onError: tellFailure,
  });
  const add = async (files: File[]) => {
    const added = await Promise.all(
      files.map(async (file) => ({
        file: file.name,
        text: await file.text(),
        filled: [],
        name: file.name.replace(/\.(json|txt)$/i, ""),
        kind: "CONTACT_FLOW",
        published: true,
      })),
    );
    const names = new Set(added.map((it) => it.file));
    setDrafts((old) => [...old.filter((it) => !names.has(it.file)), ...added]);
  };
  const edit = (file: string, more: Partial<FlowDraft>) =>
    setDrafts((old) => old.map((it) => (it.file === file ? { ...it, ...more } : it)));
  const blocked = drafts.some((it) => !read[it.file]?.ready);
  const twice = drafts.some((it) => drafts.some((other) => other !== it && same(other, it)));
  const stops =
    drafts.length === 0
      ? "Choose a file first."
      : twice
        ? TWICE
        : blocked
          ? "A file below is not ready yet."
          : undefined;
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
                loadingText="Reading every flow and module"
              >
                Export all flows and modules
              </Button>
              <WriteButton
                variant="primary"
                disabled={stops !== undefined}
                disabledReason={stops}
                onClick={() => setReviewing(true)}
                data-testid="import-flows"
              >
                Import
              </WriteButton>
            </SpaceBetween>
          }
        >
          Flows from files
        </Header>
      }
    >
      <SpaceBetween size="l">
        {twice && <Alert type="warning">{TWICE}</Alert>}
        {reviewing && (
          <ImportReview
            drafts={drafts}
            read={read}
            close={() => setReviewing(false)}
            begun={(task) => {
              window.location.hash = routes.task(task, true).slice(1);
            }}
          />
        )}
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
          <Box>No file was chosen yet. Nothing is sent before you have seen what will be made.</Box>
        )}
        {drafts.map((draft) => (
          <FileCard
            key={draft.file}
            draft={draft}
            edit={(more) => edit(draft.file, more)}
            remove={() => setDrafts((old) => old.filter((it) => it.file !== draft.file))}
            onRead={(it) => setRead((old) => ({ ...old, [draft.file]: it }))}
          />
        ))}
      </SpaceBetween>
    </ContentLayout>
  );
}
