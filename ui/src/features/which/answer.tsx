/** The answer, in big plain words. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { routes } from "../../app/routes";
import { Gaps } from "../../shared/gaps";
import { Resolution } from "../../shared/resolution";
import { Said, Words } from "../../shared/words";
import { hitKey, hits, type Subject, sentence } from "./find";

/** `asOf` says how old the answer is. */
export function Answer(props: { subject: Subject; asOf: string }) {
  const { number, flow, unknown } = props.subject;
  const all = flow ? hits(flow) : [];
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={number && flow ? <Enters id={flow.id} name={flow.name} /> : undefined}
          actions={
            <CopyToClipboard
              textToCopy={sentence(props.subject, props.asOf)}
              copyButtonText="Copy the answer"
              copySuccessText="Copied"
              copyErrorText="It could not be copied"
            />
          }
        >
          {number ?? flow?.name}
        </Header>
      }
    >
      <div className="plain-answer">
        {!flow && !unknown && <Box>This number enters no flow.</Box>}
        {unknown && (
          <Said tone="warning">
            Which flow it enters is not known. <Words text={unknown} />
          </Said>
        )}
        {flow && all.length + flow.gaps.length === 0 && <Box>It calls no Lambda function.</Box>}
        <SpaceBetween size="m">
          {all.map((hit) => (
            <div key={hitKey(hit)}>
              {hit.via.length > 0 && (
                <Box color="text-body-secondary">Through {hit.via.join(" > ")}</Box>
              )}
              <Resolution resolution={hit.resolution} />
            </div>
          ))}
          {flow && <Gaps gaps={flow.gaps} />}
        </SpaceBetween>
      </div>
    </Container>
  );
}

function Enters(props: { id: string; name: string }) {
  return (
    <>
      Enters <Link href={routes.flow(props.id)}>{props.name}</Link>
    </>
  );
}
