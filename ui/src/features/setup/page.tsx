/** Where guided work begins, and where it is gone on with. */
import Button from "@cloudscape-design/components/button";
import Cards from "@cloudscape-design/components/cards";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { routes } from "../../app/routes";
import { shell, type TaskRowDto } from "../../ipc";
import { byText, type DataColumn, DataTable } from "../../shared/data-table";
import { FailureAlert } from "../../shared/failure-alert";
import { dateTime } from "../../shared/format";
import { Words } from "../../shared/words";

const WORK = [
  {
    title: "A new alias",
    href: routes.newAlias,
    words:
      "Publish a version, make the alias, let Amazon Connect invoke it, move flows onto it, and prove it.",
    begin: "Set an alias up",
    testId: "begin-alias",
  },
  {
    title: "Flows from files",
    href: routes.importFlows,
    words:
      "Import flows, the console's old exports as well. ARNs are replaced by a table, with suggestions.",
    begin: "Import flows",
    testId: "begin-import",
  },
  {
    title: "The starter stack",
    href: routes.stack,
    words:
      "A function, its alias, alarms, and gradual deployments as one CloudFormation stack, to learn on.",
    begin: "Open the stack",
    testId: "open-stack",
  },
  {
    title: "Clean up",
    href: routes.cleanUp,
    words: "All that Crossfade made or changed here; tick what is to go.",
    begin: "Clean up",
    testId: "open-clean-up",
  },
];

export default function SetupPage() {
  const tasks = useQuery({ queryKey: ["tasks"], queryFn: () => shell.tasks() });
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="Guided work: each step can fail, be repeated, be undone.">
          Set up
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Cards
          items={WORK}
          trackBy="href"
          cardsPerRow={[{ cards: 1 }, { minWidth: 700, cards: 2 }]}
          cardDefinition={{
            header: (work) => work.title,
            sections: [
              { id: "words", content: (work) => work.words },
              {
                id: "begin",
                content: (work) => (
                  <Button href={work.href} data-testid={work.testId}>
                    {work.begin}
                  </Button>
                ),
              },
            ],
          }}
          ariaLabels={{ itemSelectionLabel: (_, work) => work.title, selectionGroupLabel: "Work" }}
        />
        {tasks.isError ? (
          <FailureAlert error={tasks.error} again={() => tasks.refetch()} />
        ) : (
          <Tasks rows={tasks.data ?? []} loading={tasks.isPending} />
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}

const COLUMNS: DataColumn<TaskRowDto>[] = [
  {
    id: "title",
    header: "Work",
    isRowHeader: true,
    text: (row) => row.title,
    cell: (row) => (
      <Link href={routes.task(row.id)}>
        <Words text={row.title} />
      </Link>
    ),
  },
  {
    id: "begun",
    header: "Begun",
    text: (row) => row.startedAt,
    cell: (row) => dateTime(row.startedAt),
  },
  {
    id: "state",
    header: "Stands",
    text: (row) => stands(row),
    cell: (row) => (
      <StatusIndicator type={row.endedAt ? "success" : "in-progress"}>
        {stands(row)}
      </StatusIndicator>
    ),
    sortingComparator: byText(stands),
  },
];

function stands(row: TaskRowDto) {
  return row.endedAt ? "Over" : "To be gone on with";
}

function Tasks(props: { rows: TaskRowDto[]; loading: boolean }) {
  return (
    <DataTable
      title="Begun here"
      noun="task"
      rows={props.rows}
      columns={COLUMNS}
      id={(row) => row.id}
      unsorted
      loading={props.loading}
      loadingText="Reading the journal"
      empty="Nothing was begun yet."
      testId="tasks-table"
    />
  );
}
