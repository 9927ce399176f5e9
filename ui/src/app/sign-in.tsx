/**
 * Signing in to IAM Identity Center: wherever a failure says that the account
 * is signed out, one press leads to the browser and back.
 */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type SettingsDto, shell } from "../ipc";
import { FailureAlert } from "../shared/failure-alert";
import { Loading } from "../shared/loading";
import { SignInContext } from "../shared/sign-in-context";
import { useNotifications } from "./notifications";
import { useSessionQuery, useShowSession } from "./session";

export function SignInProvider(props: { children: ReactNode }) {
  const session = useSessionQuery();
  const [open, setOpen] = useState(false);
  const possible = !!session.data?.signsInBy;
  return (
    <SignInContext.Provider value={possible ? () => setOpen(true) : null}>
      {props.children}
      {open && <SignInDialog close={() => setOpen(false)} />}
    </SignInContext.Provider>
  );
}

function SignInDialog({ close }: { close: () => void }) {
  const { tell } = useNotifications();
  const goOn = useGoOn();
  const begin = useMutation({
    mutationFn: () => shell.beginSignIn(),
    onSuccess: () => finish.mutate(),
  });
  const finish = useMutation({
    mutationFn: async () => {
      if (await shell.finishSignIn()) await goOn();
      else return false;
      return true;
    },
    onSuccess: (done) => {
      if (done) tell({ type: "success", header: "You are signed in" });
      close();
    },
  });
  const begun = useRef(false);
  useEffect(() => {
    // Once, also where effects run twice.
    if (!begun.current) begin.mutate();
    begun.current = true;
  }, [begin.mutate]);
  const giveUp = () => {
    shell.giveUpSignIn().catch(() => undefined);
    close();
  };
  const failed = begin.error ?? finish.error;
  return (
    <Modal
      visible
      onDismiss={giveUp}
      closeAriaLabel="Give up"
      header="Sign in"
      footer={
        <Box float="right">
          <Button variant="link" onClick={giveUp}>
            Give up
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {failed && <FailureAlert error={failed} again={() => begin.mutate()} />}
        {begin.isPending && <Loading words="Asking IAM Identity Center for a code…" />}
        {begin.data && !failed && <Code {...begin.data} />}
      </SpaceBetween>
    </Modal>
  );
}

function Code(props: { profile: string; url: string; code: string }) {
  return (
    <SpaceBetween size="m">
      <Box>
        The browser opens for profile {props.profile}. Confirm there that it shows this code:
      </Box>
      <Box variant="h1" tagOverride="div" textAlign="center">
        <span data-testid="sign-in-code">{props.code}</span>
      </Box>
      <Loading words="Waiting until you have confirmed it…" />
      <Box color="text-body-secondary">
        No page has opened? Go to{" "}
        <CopyToClipboard
          variant="inline"
          textToCopy={props.url}
          copyButtonAriaLabel="Copy the address"
          copySuccessText="Copied"
          copyErrorText="It could not be copied"
        />
      </Box>
    </SpaceBetween>
  );
}

/**
 * What comes after: an account that could not be opened is opened now; of one
 * that was open all is asked anew.
 */
function useGoOn() {
  const client = useQueryClient();
  const session = useSessionQuery().data;
  const show = useShowSession();
  return async () => {
    const settings = client.getQueryData<SettingsDto>(["settings"]);
    if (session?.problem && settings) show(await shell.chooseAccount(settings.account));
    else await client.invalidateQueries();
  };
}
