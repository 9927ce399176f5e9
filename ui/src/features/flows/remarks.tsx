/** Findings about a flow, and what the reader has to say about its content. */
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { AtlasDto, FlowRowDto } from "../../ipc";
import { Said, Words } from "../../shared/words";

export function Remarks(props: { flow: FlowRowDto; atlas: AtlasDto }) {
  const { flow, atlas } = props;
  const findings = atlas.findings.filter((finding) => flow.findings.includes(finding.id));
  const remarks = findings.length + flow.diagnostics.length;
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${remarks})`}>
          Findings and remarks
        </Header>
      }
    >
      <SpaceBetween size="s">
        {remarks === 0 && (
          <StatusIndicator type="success">Nothing is wrong with this flow.</StatusIndicator>
        )}
        {findings.map((finding) => (
          <Alert key={finding.id} type={finding.severity} header={finding.title}>
            <Words text={`${finding.message} ${finding.remedy}`} />
          </Alert>
        ))}
        {flow.diagnostics.map((remark) => (
          <Said key={`${remark.action} ${remark.message}`} tone={remark.severity}>
            {remark.action ? `Block ${remark.action}: ` : ""}
            <Words text={`${remark.message} ${remark.remedy}`} />
          </Said>
        ))}
      </SpaceBetween>
    </Container>
  );
}
