/** What came of a review that was carried out, as it is told above the page. */
import Button from "@cloudscape-design/components/button";
import { failureNotice, type Notice } from "../../app/notifications";
import { routes } from "../../app/routes";
import type { CarriedDto } from "../../ipc";
import { Words } from "../../shared/words";

/** Above the page there is room for so many reasons; Activity has them all. */
const MOST = 3;

export function undone({ title }: { title: string }): Notice {
  return {
    type: "success",
    header: `Undone: ${title}`,
    content: "AWS was asked again and confirms it.",
  };
}

/** Guided work stands in the journal, and is begun by the person. */
export function writtenDown(title: string, { task }: CarriedDto): Notice {
  return {
    type: "info",
    header: `${title}: written down`,
    content: "Nothing of it was sent yet. It begins when you go on with it, here or in Set up.",
    action: task && <Button href={routes.task(task, true)}>Go on with it</Button>,
  };
}

/** What was refused, or what is said where nothing was. */
export function outcome(title: string, { taken }: CarriedDto, well: Notice): Notice {
  const failures = taken.flatMap((it) => it.failure ?? []);
  const [first] = failures;
  if (!first) return well;
  const action = <Button href={routes.activity}>See Activity</Button>;
  if (taken.length === 1) return { ...failureNotice(first), action };
  const left = failures.length - MOST;
  return {
    type: failures.every((it) => it.refusal) ? "warning" : "error",
    header: `${title}: ${taken.length - failures.length} of ${taken.length} done`,
    content: (
      <ul>
        {failures.slice(0, MOST).map((it, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may say the same, and none moves.
          <li key={index}>
            <Words text={`${it.message} ${it.remedy}`} />
          </li>
        ))}
        {left > 0 && <li>And {left} more.</li>}
      </ul>
    ),
    action,
  };
}
