/** Aliases whose calls go to two versions right now. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AtlasDto } from "../../ipc";
import { counted } from "../../shared/format";
import { Target } from "../../shared/resolution";
import { ShareBar } from "../../shared/shares";

export function InTransition(props: { atlas: AtlasDto }) {
  const split = props.atlas.aliases.filter((alias) => alias.split);
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" counter={`(${split.length})`}>
          Aliases in transition
        </Header>
      }
    >
      {split.length === 0 && (
        <Box color="text-body-secondary">
          Every alias that flows call sends all its calls to one version.
        </Box>
      )}
      <SpaceBetween size="m">
        {split.map((alias) => (
          <SpaceBetween size="xs" key={`${alias.function}:${alias.alias}`}>
            <SpaceBetween size="xs" direction="horizontal">
              <Target name={alias.function} alias={alias.alias} />
              <Box color="text-body-secondary">
                {counted(alias.flows.length, "flow")},{" "}
                {counted(alias.phoneNumbers.length, "phone number")}
              </Box>
            </SpaceBetween>
            <ShareBar shares={alias.shares} />
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </Container>
  );
}
