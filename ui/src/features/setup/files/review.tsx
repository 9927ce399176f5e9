/** What an import will make, before anything is sent. */
import Alert from "@cloudscape-design/components/alert";
import Table from "@cloudscape-design/components/table";
import { useSession } from "../../../app/session";
import { shell } from "../../../ipc";
import { counted, flowType } from "../../../shared/format";
import { writtenDown } from "../../review/carried";
import { SetupReviewModal } from "../../review/setup-review-modal";
import type { FlowDraft, ReadFile } from "./page";

interface Props {
  drafts: FlowDraft[];
  read: Record<string, ReadFile>;
  close: () => void;
  /** The work is written down, and begins. */
  begun: (task: string) => void;
}

export function ImportReview({ drafts, read, close, begun }: Props) {
  const { instance } = useSession();
  const kind = (draft: FlowDraft) => read[draft.file]?.kind ?? draft.kind;
  const imports = drafts.map((it) => ({
    text: it.text,
    filled: it.filled,
    name: it.name,
    kind: it.kind,
    published: it.published,
  }));
  const title = `Make ${counted(drafts.length, "flow")} in ${instance.alias || instance.id}`;
  return (
    <SetupReviewModal
      wish={["flows", instance.arn, imports]}
      plan={() => shell.reviewFlows(instance.arn, imports)}
      header={title}
      confirm={drafts.length === 1 ? "Make it" : "Make them"}
      working="Writing it down"
      close={close}
      // Whoever is elsewhere by then is not taken from there.
      carried={({ task }, told) => !told && begun(task ?? "")}
      well={(carried) => writtenDown(title, carried)}
    >
      <Table
        variant="embedded"
        items={drafts}
        trackBy="file"
        ariaLabels={{ tableLabel: "Flows that will be made" }}
        data-testid="flows-made"
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
        {drafts.some((it) => !it.published) &&
          " What is saved only is not validated by Amazon Connect, and can be published in the designer."}
      </Alert>
    </SetupReviewModal>
  );
}
