/** Everything that the palette finds and runs. */
import { useQuery } from "@tanstack/react-query";
import { shownState } from "../features/rollouts/states";
import { useRollouts } from "../features/rollouts/use-rollouts";
import type { AtlasDto, FunctionRowDto, RolloutRowDto } from "../ipc";
import { shell } from "../ipc";
import { sharesText } from "../shared/format";
import { useAtlas, useScan } from "../shared/use-atlas";
import { useReadOnly } from "../shared/use-read-only";
import { PAGES } from "./pages";
import { routes } from "./routes";
import { useSession } from "./session";
import { THEMES, useChooseTheme } from "./theme";

export interface Entry {
  label: string;
  description?: string;
  /** Where it leads, or … */
  href?: string;
  /** … what it does. */
  run?: () => void;
}

export interface Group {
  label: string;
  entries: Entry[];
}

/** What there is. */
export function usePaletteEntries(): Group[] {
  const atlas = useAtlas().data;
  const functions = useQuery({ queryKey: ["functions"], queryFn: () => shell.functions() }).data;
  const rollouts = useRollouts().data;
  const actions = useActions(atlas);
  const groups = [
    { label: "Do", entries: actions },
    { label: "Pages", entries: PAGES.map(({ name, href }) => ({ label: name, href })) },
    { label: "Rollouts", entries: (rollouts ?? []).map(rollout) },
    ...(atlas ? found(atlas) : []),
    { label: "Functions", entries: named(functions, atlas) },
  ];
  return groups.filter((group) => group.entries.length > 0);
}

function useActions(atlas: AtlasDto | undefined): Entry[] {
  const scan = useScan();
  const theme = useChooseTheme();
  const { readOnly } = useReadOnly();
  const { instance, instances, choose } = useSession();
  const aliases = (atlas?.aliases ?? []).map((it) => [it.function, it.alias] as const);
  return [
    { label: "Scan the instance again", run: () => scan.mutate() },
    { label: "Open another account", href: routes.settings },
    ...instances
      .filter((it) => it.arn !== instance.arn)
      .map((it) => ({
        label: `Show the instance ${it.alias || it.id}`,
        run: () => choose(it.arn),
      })),
    ...THEMES.map(({ id, text }) => ({
      label: `Appearance: ${text.toLowerCase()}`,
      run: () => theme.mutate(id),
    })),
    // What a read-only account refuses is not offered.
    ...aliases
      .filter(() => !readOnly)
      .flatMap(([name, alias]) => [
        { label: `Start a rollout of ${name}:${alias}`, href: routes.newRollout(name, alias) },
        { label: `Try out ${name}:${alias}`, href: routes.tryOut(name, alias) },
      ]),
  ];
}

function rollout(row: RolloutRowDto): Entry {
  return {
    label: `Rollout of ${row.function}:${row.alias} to version ${row.to}`,
    description: shownState(row).words,
    href: routes.rollout(row.id),
  };
}

function found(atlas: AtlasDto): Group[] {
  return [
    {
      label: "Aliases",
      entries: atlas.aliases.map((it) => ({
        label: `${it.function}:${it.alias}`,
        description: `${sharesText(it.shares)} – shift or move`,
        href: routes.alias(it.function, it.alias),
      })),
    },
    {
      label: "Flows and modules",
      entries: atlas.flows.map((it) => ({ label: it.name, href: routes.flow(it.id) })),
    },
    {
      label: "Phone numbers",
      entries: atlas.phoneNumbers.map((it) => ({
        label: it.number,
        description: it.description,
        href: routes.whichFor(it.number),
      })),
    },
  ];
}

/** Every function; those that flows call while the list is not there. */
function named(functions: FunctionRowDto[] | undefined, atlas: AtlasDto | undefined): Entry[] {
  const called = atlas?.aliases.map((alias) => alias.function) ?? [];
  const names = functions?.map((it) => it.name) ?? [...new Set(called)];
  return names.map((name) => ({ label: name, href: routes.function(name) }));
}
