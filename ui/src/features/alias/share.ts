/** Shares as people type them. */

/** The number that was typed, with a comma or a point; NaN when it is none. */
export function parsedShare(typed: string): number {
  const text = typed.trim().replace(",", ".").replace(/\s*%$/, "");
  return /^\d{1,3}(\.\d{1,2})?$/.test(text) ? Number(text) : Number.NaN;
}

export function isShare(share: number): boolean {
  return share >= 0 && share <= 100;
}
