/** Chooses the account. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import Toggle from "@cloudscape-design/components/toggle";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNotifications } from "../../app/notifications";
import { useShowSession } from "../../app/session";
import { type AccountChoiceDto, type SettingsDto, shell } from "../../ipc";
import { FailureAlert } from "../../shared/failure-alert";
import { type Draft, draftOf, problems, toChoice } from "./draft";

export function AccountForm(props: { settings: SettingsDto }) {
  const { settings } = props;
  const [draft, setDraft] = useState<Draft>(() => draftOf(settings.account));
  const edit = (more: Partial<Draft>) => setDraft({ ...draft, ...more });
  const show = useShowSession();
  const { tell } = useNotifications();
  const open = useMutation({
    mutationFn: (choice: AccountChoiceDto) => shell.chooseAccount(choice),
    onSuccess: (session) => {
      show(session);
      if (!session.problem) tell({ type: "success", header: `Account ${session.account} is open` });
    },
  });
  const wrong = problems(draft);
  const usable = Object.keys(wrong).length === 0;
  return (
    <Form
      actions={
        <Button
          variant="primary"
          disabled={!usable}
          loading={open.isPending}
          loadingText="Opening the account"
          onClick={() => open.mutate(toChoice(draft))}
        >
          {draft.kind === "practice" ? "Open the practice account" : "Open this account"}
        </Button>
      }
    >
      <Container header={<Header variant="h2">Account</Header>}>
        <SpaceBetween size="l">
          {open.isError && <FailureAlert error={open.error} />}
          <Tiles
            value={draft.kind}
            onChange={({ detail }) => edit({ kind: detail.value as Draft["kind"] })}
            ariaLabel="Account"
            items={[
              {
                value: "practice",
                label: "Practice account",
                description:
                  "An AWS look-alike that this program serves. Nothing leaves this machine.",
              },
              {
                value: "profile",
                label: "A profile of ~/.aws",
                description: "A real account, with the sign-in that the aws command uses.",
              },
            ]}
          />
          {draft.kind === "practice" ? (
            <Practice draft={draft} edit={edit} wrong={wrong} />
          ) : (
            <Profile draft={draft} edit={edit} wrong={wrong} settings={settings} />
          )}
        </SpaceBetween>
      </Container>
    </Form>
  );
}

interface Fields {
  draft: Draft;
  edit: (more: Partial<Draft>) => void;
  wrong: Partial<Record<keyof Draft, string>>;
}

function Practice({ draft, edit, wrong }: Fields) {
  return (
    <SpaceBetween size="l">
      <FormField
        label="Time runs so many times as fast"
        description="At 15, a rollout of ten minutes takes 40 seconds. Opening it anew starts from the beginning."
        errorText={wrong.timeScale}
      >
        <Input
          value={draft.timeScale}
          inputMode="decimal"
          onChange={({ detail }) => edit({ timeScale: detail.value })}
        />
      </FormField>
      <Toggle
        checked={draft.empty}
        onChange={({ detail }) => edit({ empty: detail.checked })}
        description="One instance, no functions, no flows: as before the article begins."
        data-testid="practice-empty"
      >
        Begin with nothing
      </Toggle>
    </SpaceBetween>
  );
}

function Profile({ draft, edit, wrong, settings }: Fields & { settings: SettingsDto }) {
  const client = useQueryClient();
  const options = settings.profiles.map((profile) => ({
    value: profile.name,
    label: profile.name,
    description: [profile.signIn, profile.region].filter(Boolean).join(" · "),
  }));
  return (
    <SpaceBetween size="l">
      {settings.profilesFailed && (
        <FailureAlert
          failure={settings.profilesFailed}
          again={() => client.invalidateQueries({ queryKey: ["settings"] })}
        />
      )}
      {options.length === 0 && !settings.profilesFailed && (
        <Alert type="info" header="There is no profile yet">
          Run “aws configure sso” or “aws configure” once, then open this page again.
        </Alert>
      )}
      <FormField label="Profile" errorText={wrong.name}>
        <div data-testid="profile-select">
          <Select
            selectedOption={options.find((it) => it.value === draft.name) ?? null}
            options={options}
            onChange={({ detail }) => edit({ name: detail.selectedOption.value ?? "" })}
            placeholder="Choose a profile"
            empty="No profile in ~/.aws"
            triggerVariant="option"
          />
        </div>
      </FormField>
      <FormField
        label="Region"
        description="Leave it empty for the profile's own."
        errorText={wrong.region}
      >
        <Input
          value={draft.region}
          placeholder="eu-central-1"
          onChange={({ detail }) => edit({ region: detail.value })}
        />
      </FormField>
      <Toggle
        checked={draft.readOnly}
        onChange={({ detail }) => edit({ readOnly: detail.checked })}
        description="No write call leaves the program."
        data-testid="read-only-toggle"
      >
        Read-only
      </Toggle>
    </SpaceBetween>
  );
}
