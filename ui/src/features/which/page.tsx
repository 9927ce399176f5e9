/** For support staff: what does this flow, or this phone number, hit right now? */
import Box from "@cloudscape-design/components/box";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { AtlasDto } from "../../ipc";
import { AtlasGate } from "../../shared/atlas-gate";
import { counted, dateTime } from "../../shared/format";
import { ScanAge, ScanButton } from "../../shared/scan";
import { Told } from "../../shared/told";
import { Answer } from "./answer";
import { found } from "./find";

const MOST = 8;

export default function WhichPage(props: { words: string }) {
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="Type a phone number or the name of a flow."
          actions={<ScanButton />}
        >
          Which version?
        </Header>
      }
    >
      <AtlasGate>
        {(atlas) => <Search key={props.words} atlas={atlas} words={props.words} />}
      </AtlasGate>
    </ContentLayout>
  );
}

function Search(props: { atlas: AtlasDto; words: string }) {
  const [words, setWords] = useState(props.words);
  const subjects = found(props.atlas, words);
  return (
    <SpaceBetween size="l">
      <Input
        type="search"
        value={words}
        onChange={({ detail }) => setWords(detail.value)}
        placeholder="+1 555 … or a flow's name"
        ariaLabel="Phone number or flow"
        autoFocus
      />
      <div>
        <ScanAge atlas={props.atlas} />
        {words.trim() !== "" && <Told words={counted(subjects.length, "answer")} />}
      </div>
      {words.trim() === "" && (
        <Box color="text-body-secondary">
          {counted(props.atlas.phoneNumbers.length, "phone number")} and{" "}
          {counted(props.atlas.flows.length, "flow")} can be asked about.
        </Box>
      )}
      {words.trim() !== "" && subjects.length === 0 && (
        <Box>No phone number and no flow is called “{words}”.</Box>
      )}
      <SpaceBetween size="l">
        {subjects.slice(0, MOST).map((subject) => (
          <Answer
            key={`${subject.number ?? ""}${subject.flow?.id ?? ""}`}
            subject={subject}
            asOf={`Crossfade's scan of ${dateTime(props.atlas.scannedAt)}`}
          />
        ))}
      </SpaceBetween>
      {subjects.length > MOST && (
        <Box color="text-body-secondary">
          {subjects.length - MOST} more match. Type more to narrow it down.
        </Box>
      )}
    </SpaceBetween>
  );
}
