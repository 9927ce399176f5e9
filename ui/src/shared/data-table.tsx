/** A table that filters, sorts, pages, and can be taken along as CSV. */
import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useMemo } from "react";
import type { CsvColumn } from "./csv";
import { CsvButton } from "./csv-button";
import { count, counted } from "./format";

export type DataColumn<T> = TableProps.ColumnDefinition<T> & {
  /** The cell as text: for the filter and for CSV. */
  text: (row: T) => string;
};

/** Rows that are not loaded yet. */
export interface Older {
  loading: boolean;
  /** Loads the next ones. */
  more: () => void;
  /** Loads all that there are. */
  all: () => void;
}

interface Props<T> {
  title: string;
  description?: ReactNode;
  /** What one row is, such as "flow". */
  noun: string;
  rows: readonly T[];
  columns: readonly DataColumn<T>[];
  /** Columns that are found and taken along, but not shown. */
  hidden?: readonly string[];
  id: (row: T) => string;
  /** Keep the order of `rows` until a person sorts. */
  unsorted?: boolean;
  loading?: boolean;
  loadingText: string;
  /** Said when there are no rows at all. */
  empty: ReactNode;
  actions?: ReactNode;
  filters?: ReactNode;
  /** There are older rows that are not loaded. */
  older?: Older;
  testId: string;
  variant?: TableProps.Variant;
  stickyHeader?: boolean;
  /** Lets rows be ticked. */
  selection?: {
    selected: readonly T[];
    select: (rows: T[]) => void;
    /** What one row's tick box is called. */
    label: (row: T) => string;
  };
}

const ROWS_A_PAGE = 25;

export function DataTable<T>(props: Props<T>) {
  const { rows, noun } = props;
  const columns = useMemo(() => props.columns.map(sortable), [props.columns]);
  const shown = (row: T, words: string) => {
    const text = columns.map((column) => column.text(row)).join("\n");
    return text.toLowerCase().includes(words.trim().toLowerCase());
  };
  const nothing = (
    <Box textAlign="center" padding="l">
      {props.empty}
    </Box>
  );
  const {
    items,
    allPageItems,
    filteredItemsCount,
    collectionProps,
    filterProps,
    paginationProps,
    actions,
  } = useCollection(rows, {
    filtering: { filteringFunction: shown, empty: nothing, noMatch: null },
    pagination: { pageSize: ROWS_A_PAGE },
    sorting: props.unsorted ? {} : { defaultState: { sortingColumn: columns[0] ?? {} } },
  });
  const taken: CsvColumn<T>[] = columns.map((column) => ({
    header: String(column.header),
    value: column.text,
  }));
  const all = `${count(rows.length)}${props.older ? "+" : ""}`;
  const counter = filterProps.filteringText
    ? `(${count(filteredItemsCount ?? 0)} of ${all})`
    : `(${all})`;
  return (
    <div data-testid={props.testId}>
      <Table
        {...collectionProps}
        items={items as T[]}
        columnDefinitions={columns.filter((column) => !props.hidden?.includes(column.id ?? ""))}
        trackBy={props.id}
        loading={props.loading}
        loadingText={props.loadingText}
        variant={props.variant ?? "container"}
        stickyHeader={props.stickyHeader ?? false}
        wrapLines
        enableKeyboardNavigation
        empty={
          rows.length === 0 ? (
            nothing
          ) : (
            <Box textAlign="center" padding="l">
              <SpaceBetween size="s">
                <span>No {noun} matches.</span>
                <Button onClick={() => actions.setFiltering("")}>Clear the filter</Button>
              </SpaceBetween>
            </Box>
          )
        }
        header={
          <Header
            counter={counter}
            description={props.description}
            actions={
              <SpaceBetween size="xs" direction="horizontal">
                {props.actions}
                <CsvButton name={props.title} columns={taken} rows={allPageItems as T[]} />
              </SpaceBetween>
            }
          >
            {props.title}
          </Header>
        }
        filter={
          <SpaceBetween size="s" direction="horizontal">
            <TextFilter
              {...filterProps}
              filteringPlaceholder={`Find a ${noun}`}
              filteringAriaLabel={`Find a ${noun}`}
              countText={`${count(filteredItemsCount ?? 0)} found`}
            />
            {props.filters}
          </SpaceBetween>
        }
        footer={props.older && <OlderRows older={props.older} noun={noun} loaded={rows.length} />}
        pagination={<Pagination {...paginationProps} />}
        {...(props.selection && selecting(props.selection))}
        ariaLabels={{
          tableLabel: props.title,
          selectionGroupLabel: `${props.title}: ticked`,
          allItemsSelectionLabel: () => `Every ${noun} of this page`,
          itemSelectionLabel: (_, row) => props.selection?.label(row) ?? "",
        }}
      />
    </div>
  );
}

/** Every column can be sorted by: by its text, unless it says how. */
function sortable<T>(column: DataColumn<T>): DataColumn<T> {
  return { sortingComparator: byText(column.text), ...column };
}

/** Says that the table is not all, and loads the rest. */
function OlderRows(props: { older: Older; noun: string; loaded: number }) {
  const { older, noun, loaded } = props;
  return (
    <Box textAlign="center">
      <SpaceBetween size="xs" alignItems="center">
        <Box color="text-body-secondary">
          There are older ones. Filter, order and CSV take in the {counted(loaded, noun)} loaded so
          far.
        </Box>
        <SpaceBetween size="xs" direction="horizontal">
          <Button loading={older.loading} loadingText="Reading older ones" onClick={older.more}>
            Load older
          </Button>
          <Button disabled={older.loading} onClick={older.all}>
            Load all
          </Button>
        </SpaceBetween>
      </SpaceBetween>
    </Box>
  );
}

function selecting<T>({ selected, select }: NonNullable<Props<T>["selection"]>) {
  return {
    selectionType: "multi" as const,
    selectedItems: selected as T[],
    onSelectionChange: ({ detail }: { detail: TableProps.SelectionChangeDetail<T> }) =>
      select(detail.selectedItems),
  };
}

/** Sorts a column by its text, numbers within it as numbers. */
export function byText<T>(text: (row: T) => string) {
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  return (one: T, other: T) => collator.compare(text(one), text(other));
}
