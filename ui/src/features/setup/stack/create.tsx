/** The form that asks for the stack. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSession } from "../../../app/session";
import type { StackWishDto } from "../../../ipc";
import { WriteButton } from "../../../shared/write-button";
import { STACK_NAME } from "./name";
import { PreferenceSelect } from "./preference-select";

export function Create({ ask }: { ask: (wish: StackWishDto) => void }) {
  const { instance } = useSession();
  const [alias, setAlias] = useState("PROD");
  const [preference, setPreference] = useState("Linear10PercentEvery1Minute");
  const create = (): StackWishDto => ({
    kind: "create",
    instanceArn: instance.arn,
    name: STACK_NAME,
    alias,
    preference,
  });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={`CloudFormation makes the stack ${STACK_NAME} in this account; it makes two IAM roles as well.`}
          actions={
            <WriteButton
              variant="primary"
              disabled={alias === ""}
              disabledReason="Name the alias."
              onClick={() => ask(create())}
              data-testid="create-stack"
            >
              Make the stack
            </WriteButton>
          }
        >
          Make it
        </Header>
      }
    >
      <SpaceBetween size="l">
        <FormField label="May be invoked by">{instance.alias || instance.id}</FormField>
        <FormField label="Alias" description="SAMAlias of the template.">
          <Input value={alias} onChange={({ detail }) => setAlias(detail.value.trim())} />
        </FormField>
        <FormField label="How new versions take over" description="The pace of AWS CodeDeploy.">
          <PreferenceSelect value={preference} choose={setPreference} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
