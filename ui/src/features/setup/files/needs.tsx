/** The table of what belongs to another account, or is still to be chosen. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../../app/session";
import { type FlowFileDto, type NeedDto, type OfferDto, shell } from "../../../ipc";
import { FailureAlert } from "../../../shared/failure-alert";
import { Words } from "../../../shared/words";
import { chosen, filled, namesItself } from "./fill";
import type { FlowDraft } from "./page";

interface Props {
  data: FlowFileDto;
  draft: FlowDraft;
  edit: (more: Partial<FlowDraft>) => void;
}

const OWN = "This flow itself";

export function Needs({ data, draft, edit }: Props) {
  const { instance } = useSession();
  const offers = useQuery({
    queryKey: ["offers", instance.arn],
    queryFn: () => shell.offers(instance.arn),
    staleTime: 60_000,
  });
  if (data.needs.length === 0) return null;
  if (offers.isError) return <FailureAlert error={offers.error} again={() => offers.refetch()} />;
  const all = (need: NeedDto): OfferDto[] =>
    offers.data?.find((it) => it.kind === need.kind)?.offers ?? [];
  const here = (need: NeedDto) => chosen(draft.filled, need, all(need), data.ownArn, OWN);
  const choose = (need: NeedDto, text: string) => {
    const arn =
      text === OWN ? data.ownArn : (all(need).find((it) => it.name === text)?.arn ?? text);
    edit({ filled: filled(draft.filled, need, arn) });
  };
  return (
    <Table
      items={data.needs}
      trackBy={(need) => `${need.action}${need.pointer}`}
      contentDensity="compact"
      wrapLines
      header={
        <Header
          variant="h3"
          description="What the flow names in the account that it came from. Choose what takes its place here."
        >
          To be replaced
        </Header>
      }
      ariaLabels={{ tableLabel: "Values to be replaced" }}
      data-testid={`needs-${draft.file}`}
      columnDefinitions={[
        {
          id: "block",
          header: "Block",
          isRowHeader: true,
          cell: (need) => (
            <>
              {need.block}
              <Box color="text-body-secondary">{need.kind ?? "text"}</Box>
            </>
          ),
        },
        {
          id: "now",
          header: "Stands there",
          cell: (need) => (
            <>
              {need.name && <div>{need.name}</div>}
              <Box color="text-body-secondary">{need.text || "Nothing"}</Box>
              {need.open && here(need) === "" && (
                <StatusIndicator type="warning">
                  <Words text={sentence(need.open)} />
                </StatusIndicator>
              )}
              {!need.open && !need.known && (
                <StatusIndicator type="info">Of another account or instance</StatusIndicator>
              )}
            </>
          ),
        },
        {
          id: "here",
          header: "Here",
          minWidth: 280,
          cell: (need) => (
            <Autosuggest
              expandToViewport
              value={here(need)}
              onChange={({ detail }) => choose(need, detail.value)}
              options={options(need, all(need))}
              enteredTextLabel={(text) => `Take “${text}”`}
              // A name that is typed before it can be looked up would be taken for an ARN.
              disabled={offers.isPending}
              placeholder={need.open ? "Choose, or type an ARN" : "As it is"}
              empty="Nothing of this kind is in the account."
              ariaLabel={`${need.kind ?? "text"} of ${need.block}`}
              statusType={offers.isPending ? "loading" : "finished"}
              loadingText="Listing what the account offers"
            />
          ),
        },
      ]}
    />
  );
}

/** The likeliest first, and the flow itself where a flow belongs. */
function options(need: NeedDto, all: OfferDto[]) {
  const likely = new Set(need.suggestions.map((it) => it.arn));
  const others = all.filter((it) => !likely.has(it.arn));
  const own = namesItself(need) ? [{ value: OWN, description: "It transfers to itself." }] : [];
  return [
    ...own,
    ...need.suggestions.map((it) => ({ value: it.name, description: it.arn, tags: ["Likely"] })),
    ...others.map((it) => ({ value: it.name, description: it.arn })),
  ];
}

/** With a capital and a full stop. */
function sentence(words: string) {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
