/** The frame around every page. */
import AppLayout from "@cloudscape-design/components/app-layout";
import Badge from "@cloudscape-design/components/badge";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import { lazy, Suspense, useState } from "react";
import { Route, Switch, useLocation } from "wouter";
import { useRollouts } from "../features/rollouts/use-rollouts";
import { Loading } from "../shared/loading";
import { Arrival } from "./arrival";
import { Broken } from "./broken";
import { EndingChats } from "./ending-chats";
import { AppHeader } from "./header";
import { KeysModal } from "./keys";
import { Notices } from "./notifications";
import { PAGES } from "./pages";
import { Palette } from "./palette";
import { decoded, routes } from "./routes";
import { useSession } from "./session";
import { useShortcuts } from "./shortcuts";

const OverviewPage = lazy(() => import("../features/overview/page"));
const FlowsPage = lazy(() => import("../features/flows/page"));
const FlowPage = lazy(() => import("../features/flows/detail-page"));
const WhichPage = lazy(() => import("../features/which/page"));
const FunctionsPage = lazy(() => import("../features/functions/page"));
const FunctionPage = lazy(() => import("../features/functions/detail-page"));
const AliasPage = lazy(() => import("../features/alias/page"));
const RolloutsPage = lazy(() => import("../features/rollouts/page"));
const WizardPage = lazy(() => import("../features/rollouts/wizard/page"));
const RolloutPage = lazy(() => import("../features/rollouts/live/page"));
const SetupPage = lazy(() => import("../features/setup/page"));
const AliasWizardPage = lazy(() => import("../features/setup/alias/page"));
const ImportPage = lazy(() => import("../features/setup/files/page"));
const StackPage = lazy(() => import("../features/setup/stack-page"));
const CleanUpPage = lazy(() => import("../features/setup/clean-up-page"));
const TaskPage = lazy(() => import("../features/setup/task-page"));
const TryPage = lazy(() => import("../features/try/page"));
const ActivityPage = lazy(() => import("../features/activity/page"));
const SettingsPage = lazy(() => import("../features/settings/page"));

const MAIN = PAGES.filter((page) => page.main);

export function Layout() {
  const { session, instances, instance, choose } = useSession();
  const [location] = useLocation();
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  useShortcuts({ palette: () => setOpen("palette"), keys: () => setOpen("keys") });
  const current = MAIN.findLast(
    (page) =>
      page.href === `#${location}` ||
      (page.href !== routes.overview && `#${location}`.startsWith(page.href)),
  );
  return (
    <>
      <AppHeader
        session={session}
        instances={instances}
        instance={instance}
        onInstance={choose}
        onPalette={() => setOpen("palette")}
        onKeys={() => setOpen("keys")}
      />
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigationWidth={220}
        notifications={<Notices />}
        stickyNotifications
        navigation={
          <SideNavigation
            header={{ text: instance.alias || "Instance", href: routes.overview }}
            activeHref={current?.href}
            items={MAIN.map(({ name, href }) => ({
              type: "link",
              text: name,
              href,
              info: href === routes.rollouts ? <WaitingBadge /> : undefined,
            }))}
          />
        }
        content={
          <Broken place={`${instance.arn}${location}`}>
            <Pages key={instance.arn} place={location} />
          </Broken>
        }
        ariaLabels={{
          navigation: "Pages",
          navigationToggle: "Show pages",
          navigationClose: "Hide pages",
          notifications: "Notifications",
        }}
      />
      <EndingChats />
      <Palette visible={open === "palette"} close={() => setOpen(null)} />
      <KeysModal visible={open === "keys"} close={() => setOpen(null)} />
    </>
  );
}

/** How many rollouts wait for a person. */
function WaitingBadge() {
  const waiting = useRollouts().data?.filter((row) => row.standing === "waiting").length ?? 0;
  return waiting > 0 ? <Badge color="severity-medium">{waiting} waiting</Badge> : null;
}

function Pages(props: { place: string }) {
  return (
    <Suspense fallback={<Loading words="Opening the page…" />}>
      <Switch>
        <Route path="/flows/:id">{({ id }) => <FlowPage id={decoded(id)} />}</Route>
        <Route path="/flows" component={FlowsPage} />
        <Route path="/which/:words?">
          {({ words }) => <WhichPage words={decoded(words ?? "")} />}
        </Route>
        <Route path="/functions/:name/aliases/:alias">
          {({ name, alias }) => <AliasPage name={decoded(name)} alias={decoded(alias)} />}
        </Route>
        <Route path="/functions/:name">{({ name }) => <FunctionPage name={decoded(name)} />}</Route>
        <Route path="/functions" component={FunctionsPage} />
        <Route path="/rollouts/new/:name?/:alias?/:to?">
          {({ name, alias, to }) => (
            <WizardPage
              name={decoded(name ?? "")}
              alias={decoded(alias ?? "")}
              to={decoded(to ?? "")}
            />
          )}
        </Route>
        <Route path="/rollouts/:id">{({ id }) => <RolloutPage key={id} id={decoded(id)} />}</Route>
        <Route path="/rollouts" component={RolloutsPage} />
        <Route path="/setup/alias/:name?">
          {({ name }) => <AliasWizardPage name={decoded(name ?? "")} />}
        </Route>
        <Route path="/setup/flows" component={ImportPage} />
        <Route path="/setup/stack" component={StackPage} />
        <Route path="/setup/clean-up" component={CleanUpPage} />
        <Route path="/setup/goals/:id/:begin?">
          {({ id, begin }) => <TaskPage key={id} id={decoded(id)} begin={begin === "begin"} />}
        </Route>
        <Route path="/setup" component={SetupPage} />
        <Route path="/try/:name?/:alias?/:flow?">
          {({ name, alias, flow }) => (
            <TryPage
              name={decoded(name ?? "")}
              alias={decoded(alias ?? "")}
              flow={decoded(flow ?? "")}
            />
          )}
        </Route>
        <Route path="/activity" component={ActivityPage} />
        <Route path="/settings">
          <SettingsPage />
        </Route>
        <Route component={OverviewPage} />
      </Switch>
      <Arrival place={props.place} />
    </Suspense>
  );
}
