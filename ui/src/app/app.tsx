/** From nothing, to the session, to the pages. */
import AppLayout from "@cloudscape-design/components/app-layout";
import Box from "@cloudscape-design/components/box";
import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { Router, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { CloseDialog } from "../features/rollouts/close-dialog";
import { type InstanceDto, type SessionDto, shell } from "../ipc";
import { FailureAlert } from "../shared/failure-alert";
import { Loading } from "../shared/loading";
import { Broken } from "./broken";
import { AccountStrip } from "./header";
import { Layout } from "./layout";
import { SessionProvider, useInstancesQuery, useSessionQuery } from "./session";
import { SignInProvider } from "./sign-in";
import { useTheme } from "./theme";

const SettingsPage = lazy(() => import("../features/settings/page"));

export function App() {
  const settings = useQuery({ queryKey: ["settings"], queryFn: () => shell.settings() });
  useTheme(settings.data?.theme ?? "system");
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <Router hook={useHashLocation}>
        <Broken>
          <SignInProvider>
            <Start />
          </SignInProvider>
        </Broken>
        {/* Whatever the window shows, it can be closed. */}
        <CloseDialog />
      </Router>
    </I18nProvider>
  );
}

function Start() {
  const session = useSessionQuery();
  const usable = session.data !== undefined && session.data.problem === null;
  const instances = useInstancesQuery(usable);
  const again = () => {
    session.refetch();
    instances.refetch();
  };
  // A question that fails later on takes nothing away that was answered before.
  if (session.isError && !session.data) return <Bare failure={session.error} again={again} />;
  if (!session.data) return <Centred words="Opening the account…" />;
  if (session.data.problem) return <Locked session={session.data} />;
  if (instances.isError && !instances.data)
    return <Bare failure={instances.error} again={again} settings session={session.data} />;
  if (!instances.data) return <Centred words="Looking for Amazon Connect instances…" />;
  const [first, ...others] = instances.data;
  if (!first) return <NoInstance session={session.data} />;
  const all: [InstanceDto, ...InstanceDto[]] = [first, ...others];
  return (
    <SessionProvider key={session.data.number} session={session.data} instances={all}>
      <Layout />
    </SessionProvider>
  );
}

function Centred(props: { words: string }) {
  return (
    <Box margin="xxxl" textAlign="center">
      <Loading words={props.words} />
    </Box>
  );
}

/** A window without pages: only what is wrong, and the settings that mend it. */
function Frame(props: { children: ReactNode; settings?: boolean; session?: SessionDto }) {
  return (
    <>
      <div id="top">{props.session && <AccountStrip session={props.session} />}</div>
      <AppLayout
        headerSelector="#top"
        navigationHide
        toolsHide
        content={
          <SpaceBetween size="l">
            {props.children}
            {props.settings && (
              <Suspense fallback={<Loading words="Opening the settings…" />}>
                <SettingsPage />
              </Suspense>
            )}
          </SpaceBetween>
        }
      />
    </>
  );
}

function Bare(props: {
  failure: unknown;
  again: () => void;
  settings?: boolean;
  session?: SessionDto;
}) {
  return (
    <Frame settings={props.settings} session={props.session}>
      <FailureAlert error={props.failure} again={props.again} />
    </Frame>
  );
}

function Locked(props: { session: SessionDto }) {
  useLocation();
  return (
    <Frame settings session={props.session}>
      {props.session.problem && <FailureAlert failure={props.session.problem} />}
    </Frame>
  );
}

function NoInstance(props: { session: SessionDto }) {
  const { account, region } = props.session;
  return (
    <Frame settings session={props.session}>
      <FailureAlert
        failure={{
          refusal: true,
          code: "NoInstance",
          message: `Account ${account ?? "?"} has no Amazon Connect instance in ${region}.`,
          remedy: "Choose another Region or account below.",
          detail: null,
        }}
      />
    </Frame>
  );
}
