/** One file: what it needs, what Amazon Connect would say, what it becomes. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSession } from "../../../app/session";
import { type FlowFileDto, type RemarkDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { counted, FLOW_TYPES, flowType } from "../../../shared/format";
import { Loading } from "../../../shared/loading";
import { Words } from "../../../shared/words";
import { Needs } from "./needs";
import type { FlowDraft, ReadFile } from "./page";

interface Props {
  draft: FlowDraft;
  edit: (more: Partial<FlowDraft>) => void;
  remove: () => void;
  onRead: (read: ReadFile) => void;
}

export function FileCard({ draft, edit, remove, onRead }: Props) {
  const { instance } = useSession();
  const reading = useQuery({
    queryKey: ["flow-file", instance.arn, draft.text, draft.filled],
    queryFn: () => shell.readFlowFile(instance.arn, draft.text, draft.filled),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { data } = reading;
  const ready =
    data !== undefined &&
    !reading.isError &&
    draft.name.trim() !== "" &&
    (data.publishable || !draft.published);
  const read = {
    ready,
    kind: data?.kind ?? null,
    blocks: data?.blocks ?? 0,
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when it changes.
  useEffect(() => onRead(read), Object.values(read));
  return (
    <Container
      header={
        <Header variant="h2" actions={<Button onClick={remove}>Leave it out</Button>}>
          {draft.file}
        </Header>
      }
      data-testid={`file-${draft.file}`}
    >
      <SpaceBetween size="l">
        {reading.isPending && <Loading words="Reading the file, and what the account offers…" />}
        {reading.isError && <FailureAlert error={reading.error} again={() => reading.refetch()} />}
        {data && <Read data={data} draft={draft} edit={edit} />}
      </SpaceBetween>
    </Container>
  );
}

function Read(props: {
  data: FlowFileDto;
  draft: FlowDraft;
  edit: (more: Partial<FlowDraft>) => void;
}) {
  const { data, draft, edit } = props;
  return (
    <SpaceBetween size="l">
      <Box>
        {counted(data.blocks, "block")}
        {data.kind && `, ${flowType(data.kind)}`}.
        {data.converted && " Converted from the console's old export."}
      </Box>
      <FormField label="Name of the flow">
        <Input
          value={draft.name}
          onChange={({ detail }) => edit({ name: detail.value })}
          data-testid={`name-${draft.file}`}
        />
      </FormField>
      {data.kind === null && (
        <FormField
          label="Type of the flow"
          description="The file does not tell it. A flow keeps its type for ever."
        >
          <Select
            selectedOption={{ value: draft.kind, label: flowType(draft.kind) }}
            options={FLOW_TYPES.map((it) => ({ value: it, label: flowType(it) }))}
            onChange={({ detail }) => edit({ kind: detail.selectedOption.value ?? draft.kind })}
            data-testid={`kind-${draft.file}`}
          />
        </FormField>
      )}
      {data.description && <Box color="text-body-secondary">{data.description}</Box>}
      <Needs data={data} draft={draft} edit={edit} />
      <Remarks
        title="Not converted"
        words="Nothing is dropped in silence: this is what has no counterpart."
        remarks={data.unconverted}
      />
      <Remarks
        title="Read with a guess"
        words="The text was no proper JSON, or says less than it should."
        remarks={data.repairs}
      />
      <Remarks
        title="What Amazon Connect would say"
        words={
          data.publishable
            ? "Nothing of this keeps it from being published."
            : "It cannot be published like this; mend it above, or only save it."
        }
        remarks={data.problems}
      />
      {!data.publishable && draft.published && (
        <Alert type="warning" header="It cannot be published yet">
          Choose what is missing above, or import it saved only and go on in the designer.
        </Alert>
      )}
      <Toggle
        checked={draft.published}
        onChange={({ detail }) => edit({ published: detail.checked })}
        description="Otherwise it is saved only: nobody hears it until it is published in the designer."
      >
        Publish it
      </Toggle>
    </SpaceBetween>
  );
}

function Remarks(props: { title: string; words: string; remarks: RemarkDto[] }) {
  if (props.remarks.length === 0) return null;
  return (
    <ExpandableSection
      headerText={`${props.title} (${props.remarks.length})`}
      headerDescription={props.words}
      defaultExpanded={props.remarks.some((it) => it.severity === "error")}
    >
      <ul>
        {props.remarks.map((it) => (
          <li key={`${it.block} ${it.message}`}>
            {it.block && <Box variant="awsui-key-label">{it.block}</Box>}
            <Words text={it.message} /> <Words text={it.remedy} />
          </li>
        ))}
      </ul>
    </ExpandableSection>
  );
}
