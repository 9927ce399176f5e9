/** What a person has chosen so far, on the way to an alias. */
import type { AliasDto, AliasWishDto, TestFlowDto } from "../../../ipc";

export const TEST: TestFlowDto = {
  name: "LambdaAlias-test",
  timeLimit: 8,
  spoken: "Lambda version $.External.version was executed",
  pause: null,
};
export const LOOP: TestFlowDto = { ...TEST, name: "LambdaAlias-loop", pause: 5 };

export interface AliasDraft {
  name: string | null;
  /** The version to begin with; `null` publishes `$LATEST`. */
  version: string | null;
  codeSha256: string;
  configuration: string;
  /** Use the alias that there is, wherever it points. */
  asItStands: boolean;
  versionDescription: string;
  alias: string;
  description: string;
  /** ARNs of further instances that may invoke it. */
  others: string[];
  /** Flow ids with the fingerprints that were shown. */
  flows: Record<string, string>;
  test: TestFlowDto | null;
  loop: TestFlowDto | null;
}

export const EMPTY: AliasDraft = {
  name: null,
  version: null,
  codeSha256: "",
  configuration: "",
  asItStands: false,
  versionDescription: "",
  alias: "PROD",
  description: "",
  others: [],
  flows: {},
  test: TEST,
  loop: null,
};

/** The same with names for the test flows that no other flow has. */
export function withFreeNames(draft: AliasDraft, taken: ReadonlySet<string>): AliasDraft {
  const free = (test: TestFlowDto | null) => {
    if (!test || !taken.has(test.name)) return test;
    const base = `${test.name}-${draft.alias}`;
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
    return { ...test, name };
  };
  return { ...draft, test: free(draft.test), loop: free(draft.loop) };
}

/** What keeps a step from being left; `null` when nothing. */
export function missing(
  draft: AliasDraft,
  step: number,
  there: readonly AliasDto[] = [],
): string | null {
  if (step === 0 && !draft.name) return "Choose a function.";
  if (step === 0 && !draft.version && !draft.codeSha256) return "The code was not read yet.";
  if (step === 1 && !/^(?!\d+$)[\w-]{1,128}$/.test(draft.alias)) {
    return "An alias has 1 to 128 letters, digits, hyphens and underscores, and is no number.";
  }
  const found = there.find((it) => it.alias === draft.alias);
  if (step === 1 && found && !draft.asItStands) {
    return `${draft.name}:${draft.alias} exists. Use it as it stands, or choose another name.`;
  }
  if (step === 3) {
    for (const test of [draft.test, draft.loop]) {
      if (!test) continue;
      if (!test.name.trim()) return "Give the test flow a name.";
      if (!(test.timeLimit >= 3 && test.timeLimit <= 8)) return "A time limit is 3 to 8 seconds.";
    }
  }
  return null;
}

export function wish(draft: AliasDraft, instance: string): AliasWishDto {
  return {
    function: draft.name ?? "",
    version: draft.version,
    asItStands: draft.asItStands,
    codeSha256: draft.codeSha256,
    configuration: draft.configuration,
    versionDescription: draft.versionDescription,
    alias: draft.alias.trim(),
    description: draft.description,
    instances: [
      {
        arn: instance,
        flows: Object.entries(draft.flows).map(([flowId, fingerprint]) => ({
          flowId,
          fingerprint,
        })),
        tests: [draft.test, draft.loop].filter((test) => test !== null),
      },
      ...draft.others.map((arn) => ({ arn, flows: [], tests: [] })),
    ],
  };
}
