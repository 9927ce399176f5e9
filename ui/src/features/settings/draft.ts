/** The account form as it is filled in. */
import type { AccountChoiceDto } from "../../ipc";

export interface Draft {
  kind: "practice" | "profile";
  timeScale: string;
  /** Whether the practice account begins without functions and flows. */
  empty: boolean;
  name: string;
  region: string;
  readOnly: boolean;
}

export function draftOf(choice: AccountChoiceDto): Draft {
  // A real account is proposed read-only: looking is what comes first.
  const draft: Draft = {
    kind: "practice",
    timeScale: "15",
    empty: false,
    name: "",
    region: "",
    readOnly: true,
  };
  if (choice.kind === "practice") {
    return { ...draft, timeScale: String(choice.timeScale), empty: choice.empty ?? false };
  }
  const { name, region, readOnly } = choice;
  return { ...draft, kind: "profile", name, region: region ?? "", readOnly };
}

export function toChoice(draft: Draft): AccountChoiceDto {
  if (draft.kind === "practice") {
    return { kind: "practice", timeScale: Number(draft.timeScale), empty: draft.empty };
  }
  const { name, region, readOnly } = draft;
  return { kind: "profile", name, region: region.trim() || null, readOnly };
}

/** What is wrong, by field. */
export function problems(draft: Draft): Partial<Record<keyof Draft, string>> {
  if (draft.kind === "practice") {
    const scale = Number(draft.timeScale);
    const fits = draft.timeScale.trim() !== "" && scale >= 1 && scale <= 3600;
    return fits ? {} : { timeScale: "Type a number from 1 to 3600." };
  }
  const wrong: Partial<Record<keyof Draft, string>> = {};
  if (!draft.name) wrong.name = "Choose a profile.";
  if (draft.region.trim() && !/^[a-z]{2}(-[a-z]+)+-\d+$/.test(draft.region.trim())) {
    wrong.region = "Type a Region such as eu-central-1, or leave it empty.";
  }
  return wrong;
}
