/** Numbers that a person types. */

/** Whether a text is a whole number within bounds. */
export function isWhole(text: string, least: number, most: number): boolean {
  const number = Number(text);
  return text.trim() !== "" && Number.isInteger(number) && number >= least && number <= most;
}
