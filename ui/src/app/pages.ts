/** Every page that can be gone to, with the key that goes there after `g`. */
import { routes } from "./routes";

export interface Page {
  name: string;
  href: string;
  key: string;
  /** Whether it stands in the navigation; the others are reached through one that does. */
  main: boolean;
}

const main = (name: string, href: string, key: string): Page => ({ name, href, key, main: true });
const within = (name: string, href: string, key: string): Page => ({
  name,
  href,
  key,
  main: false,
});

export const PAGES: readonly Page[] = [
  main("Overview", routes.overview, "o"),
  main("Flows", routes.flows, "f"),
  main("Which version?", routes.which, "w"),
  main("Functions", routes.functions, "n"),
  main("Set up", routes.setup, "u"),
  within("A new alias", routes.newAlias, "l"),
  within("Flows from files", routes.importFlows, "i"),
  within("The starter stack", routes.stack, "k"),
  within("Clean up", routes.cleanUp, "c"),
  main("Try out", routes.tryOut(), "t"),
  main("Rollouts", routes.rollouts, "r"),
  within("Start a rollout", routes.newRollout(), "b"),
  main("Activity", routes.activity, "a"),
  main("Settings", routes.settings, "s"),
];

/** Pages by the key that follows `g`. */
export const PAGE_KEYS: Record<string, Page> = Object.fromEntries(
  PAGES.map((page) => [page.key, page]),
);
