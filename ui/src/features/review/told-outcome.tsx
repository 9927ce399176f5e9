/** Says how an act ended, and where it can be undone. */
import Button from "@cloudscape-design/components/button";
import { routes } from "../../app/routes";
import type { ActDto } from "../../ipc";
import { sharesText } from "../../shared/format";
import { useTellOfAccount } from "../../shared/use-aside";
import { OUTCOMES, wentWell } from "../activity/outcomes";

export function useToldOutcome() {
  const tell = useTellOfAccount();
  return (act: ActDto) => {
    const alias = `${act.function}:${act.alias}`;
    if (wentWell(act.outcome)) {
      tell({
        type: "success",
        header: `${alias} sends its calls to ${sharesText(act.after)}`,
        content: "AWS was asked again and confirms it.",
        action: <Button href={routes.activity}>Undo in Activity</Button>,
      });
      return;
    }
    const found = act.found ? ` It was found at ${sharesText(act.found)}.` : "";
    tell({
      type: act.failure?.refusal ? "warning" : "error",
      header: act.failure?.message ?? `${act.title}: ${OUTCOMES[act.outcome].text}`,
      content: `${act.failure?.remedy ?? "Look at the alias, then decide."}${found}`,
      action: <Button href={routes.activity}>See Activity</Button>,
    });
  };
}
