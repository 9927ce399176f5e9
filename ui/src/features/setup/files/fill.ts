/** What was put in where. */
import type { FilledDto, NeedDto, OfferDto } from "../../../ipc";

const isAt = (need: NeedDto) => (it: FilledDto) =>
  it.action === need.action && it.pointer === need.pointer;

/** The same with `text` at the place; an empty text leaves the place as it was. */
export function filled(before: FilledDto[], need: NeedDto, text: string): FilledDto[] {
  const { action, pointer } = need;
  const others = before.filter((it) => !isAt(need)(it));
  return text === "" ? others : [...others, { action, pointer, text }];
}

/** What stands at the place now, by its name where it has one. */
export function chosen(
  all: FilledDto[],
  need: NeedDto,
  offers: OfferDto[],
  ownArn: string,
  own: string,
): string {
  const text = all.find(isAt(need))?.text ?? "";
  if (text === ownArn) return own;
  return offers.find((it) => it.arn === text)?.name ?? text;
}

/** Whether the flow itself may belong there. */
export function namesItself(need: NeedDto): boolean {
  return need.kind === "flow";
}
