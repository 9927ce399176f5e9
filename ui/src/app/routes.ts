/** Where pages are, as links. */
const part = encodeURIComponent;

export const routes = {
  overview: "#/",
  flows: "#/flows",
  flow: (id: string) => `#/flows/${part(id)}`,
  which: "#/which",
  whichFor: (words: string) => `#/which/${part(words)}`,
  functions: "#/functions",
  function: (name: string) => `#/functions/${part(name)}`,
  alias: (name: string, alias: string) => `#/functions/${part(name)}/aliases/${part(alias)}`,
  rollouts: "#/rollouts",
  rollout: (id: string) => `#/rollouts/${part(id)}`,
  newRollout: (...given: string[]) => ["#/rollouts/new", ...given.map(part)].join("/"),
  setup: "#/setup",
  newAlias: "#/setup/alias",
  importFlows: "#/setup/flows",
  stack: "#/setup/stack",
  cleanUp: "#/setup/clean-up",
  task: (id: string, begin = false) => `#/setup/goals/${part(id)}${begin ? "/begin" : ""}`,
  tryOut: (...given: string[]) => ["#/try", ...given.filter(Boolean).map(part)].join("/"),
  activity: "#/activity",
  settings: "#/settings",
};

/** A part of a link as it was before it became one. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
