/** Chats that were begun and not seen to be over. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type OpenChatDto, type PurposeDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { counted, dateTime } from "../../shared/format";
import { useAtlas } from "../../shared/use-atlas";
import { WriteButton } from "../../shared/write-button";

const WHY: Record<PurposeDto, string> = {
  person: "A chat of yours",
  sample: "Many chats",
  traffic: "Lasting traffic",
  leftBehind: "Left behind by an earlier run",
};

interface Props {
  /** The chat that is shown already. */
  shown: string | null;
  show: (chat: string) => void;
}

export function OpenChats({ shown, show }: Props) {
  const atlas = useAtlas();
  const open = useQuery({
    queryKey: ["open-chats"],
    queryFn: () => shell.openChats(),
    refetchInterval: 2_000,
  });
  const end = useMutation({
    mutationFn: (id: string) => shell.endChat(id),
    onSettled: () => open.refetch(),
  });
  if (open.isError) return <FailureAlert error={open.error} again={() => open.refetch()} />;
  const all = open.data ?? [];
  // Samples and traffic end theirs themselves, and what is shown has its own button.
  const own = (it: OpenChatDto) => it.purpose === "person" || it.purpose === "leftBehind";
  const rows = all.filter((it) => own(it) && (it.id === null || it.id !== shown));
  const others = all.filter((it) => !own(it)).length;
  if (rows.length === 0) return end.isError ? <FailureAlert error={end.error} /> : null;
  const flow = (it: OpenChatDto) =>
    atlas.data?.flows.find((flow) => flow.id === it.flowId)?.name ?? it.flowId;
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${rows.length})`}
          description={`Each goes on until its flow hangs up, somebody ends it, or an hour is over. All are ended when Crossfade ends.${
            others > 0 ? ` ${counted(others, "more chat")} of many chats or lasting traffic.` : ""
          }`}
        >
          {shown ? "Other open chats" : "Open chats"}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {end.isError && <FailureAlert error={end.error} />}
        <Table
          variant="embedded"
          items={rows}
          trackBy={(it) => `${it.id} ${it.begunAt}`}
          ariaLabels={{ tableLabel: "Open chats" }}
          data-testid="open-chats"
          columnDefinitions={[
            { id: "flow", header: "Flow", isRowHeader: true, cell: flow },
            { id: "begun", header: "Begun", cell: (it) => dateTime(it.begunAt) },
            { id: "why", header: "What for", cell: (it) => WHY[it.purpose] },
            {
              id: "do",
              header: "",
              cell: (it) => {
                const { id } = it;
                // Without a name there is nothing to ask AWS for yet.
                if (id === null) return "Being looked for";
                return (
                  <SpaceBetween size="xs" direction="horizontal">
                    {it.purpose === "person" && (
                      <Button variant="inline-link" onClick={() => show(id)}>
                        Show
                      </Button>
                    )}
                    <WriteButton
                      variant="inline-link"
                      loading={end.isPending && end.variables === id}
                      onClick={() => end.mutate(id)}
                    >
                      End
                    </WriteButton>
                  </SpaceBetween>
                );
              },
            },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}
