/** What an import will make, before anything is sent. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { routes } from "../../../app/routes";
import { useSession } from "../../../app/session";
import { shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { counted, flowType } from "../../../shared/format";
import { createCommands } from "./command";
import type { FlowDraft, ReadFile } from "./page";

interface Props {
  drafts: FlowDraft[];
  read: Record<string, ReadFile>;
  close: () => void;
}

export function ImportReview({ drafts, read, close }: Props) {
  const { session, instance } = useSession();
  const [typed, setTyped] = useState("");
  const begin = useMutation({
    mutationFn: () =>
      shell.beginFlows(
        instance.arn,
        drafts.map(({ text, filled, name, kind, published }) => ({
          text,
          filled,
          name,
          kind,
          published,
        })),
      ),
    onSuccess: (id) => {
      window.location.hash = routes.task(id, true).slice(1);
    },
  });
  const kind = (draft: FlowDraft) => read[draft.file]?.kind ?? draft.kind;
  const published = drafts.filter((it) => it.published).length;
  const place = instance.alias || instance.id;
  const live = session.mode === "live";
  const commands = drafts.flatMap((draft) =>
    createCommands({
      instanceId: instance.id,
      region: session.region,
      profile: session.profile,
      name: draft.name.trim(),
      kind: kind(draft),
      published: draft.published,
      file: draft.file,
      namesItself: read[draft.file]?.namesItself ?? false,
    }),
  );
  return (
    <Modal
      visible
      size="large"
      onDismiss={close}
      closeAriaLabel="Close"
      header={`Make ${counted(drafts.length, "flow")} in ${place}`}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close} disabled={begin.isPending}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={live && typed.trim() !== place}
              loading={begin.isPending}
              loadingText="Writing it down"
              onClick={() => begin.mutate()}
              data-testid="import-confirm"
            >
              Make {drafts.length === 1 ? "it" : "them"} now
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">
        {begin.isError && <FailureAlert error={begin.error} />}
        <Table
          variant="embedded"
          items={drafts}
          trackBy="file"
          ariaLabels={{ tableLabel: "Flows that will be made" }}
          columnDefinitions={[
            { id: "name", header: "Flow", isRowHeader: true, cell: (it) => it.name.trim() },
            { id: "type", header: "Type", cell: (it) => flowType(kind(it)) },
            { id: "file", header: "File", cell: (it) => it.file },
            { id: "blocks", header: "Blocks", cell: (it) => read[it.file]?.blocks },
            {
              id: "status",
              header: "Afterwards",
              cell: (it) => (it.published ? "Published" : "Saved only"),
            },
          ]}
        />
        <Alert type="info">
          New flows take no calls: nobody hears them until a phone number, a chat or another flow
          leads into them.
          {published < drafts.length &&
            " What is saved only is not validated by Amazon Connect, and can be published in the designer."}
        </Alert>
        <div>
          <Box variant="awsui-key-label">What undoes it</Box>
          Set up, then Clean up: it deletes the flows that were made here, and nothing else.
        </div>
        <div>
          <Box variant="awsui-key-label">
            The same on the command line, once the file holds what was chosen here
          </Box>
          <SpaceBetween size="xs">
            {commands.map((command) => (
              <div key={command}>
                <Box variant="code">
                  <span className="code-line">{command}</span>
                </Box>{" "}
                <CopyToClipboard
                  variant="icon"
                  textToCopy={command}
                  copyButtonAriaLabel="Copy the command"
                  copySuccessText="Copied"
                  copyErrorText="It could not be copied"
                />
              </div>
            ))}
          </SpaceBetween>
        </div>
        {live && (
          <FormField label={`Type ${place} to confirm`} description="This is a live instance.">
            <Input
              value={typed}
              onChange={({ detail }) => setTyped(detail.value)}
              autoComplete={false}
              spellcheck={false}
              ariaRequired
            />
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}
