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
  newRollout: (name?: string, alias?: string, to?: string) => {
    const given = Object.entries({ function: name, alias, to }).filter(([, value]) => value);
    const query = given.map(([key, value]) => `${key}=${part(value ?? "")}`).join("&");
    return `#/rollouts/new${query && `?${query}`}`;
  },
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
