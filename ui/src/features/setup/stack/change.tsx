/** The form that asks for another pace, or another text. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { StackDto, StackWishDto } from "../../../ipc";
import { WriteButton } from "../../../shared/write-button";
import { PreferenceSelect } from "./preference-select";

export interface StackProps {
  stack: StackDto;
  ask: (wish: StackWishDto) => void;
}

export function Change({ stack, ask }: StackProps) {
  const value = (name: string) => stack.parameters.find((it) => it.name === name)?.value ?? "";
  const [preference, setPreference] = useState(value("DeploymentPreference"));
  const [greeting, setGreeting] = useState(value("Greeting"));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Another text is another version: CloudFormation publishes it, and CodeDeploy shifts the alias at the pace."
          actions={
            <WriteButton
              onClick={() => ask({ kind: "update", name: stack.name, preference, greeting })}
              data-testid="update-stack"
            >
              Change the stack
            </WriteButton>
          }
        >
          Publish a new version
        </Header>
      }
    >
      <SpaceBetween size="l">
        <FormField label="What the function answers">
          <Input
            value={greeting}
            onChange={({ detail }) => setGreeting(detail.value)}
            data-testid="stack-greeting"
          />
        </FormField>
        <FormField label="Pace">
          <PreferenceSelect value={preference} choose={setPreference} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
