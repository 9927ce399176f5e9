/** A version keeps its colour everywhere: bars, charts, badges. */
import {
  colorChartsPaletteCategorical1,
  colorChartsPaletteCategorical2,
  colorChartsPaletteCategorical3,
  colorChartsPaletteCategorical4,
  colorChartsPaletteCategorical5,
  colorChartsPaletteCategorical6,
  colorChartsPaletteCategorical7,
  colorChartsPaletteCategorical8,
} from "@cloudscape-design/design-tokens";

const PALETTE = [
  colorChartsPaletteCategorical1,
  colorChartsPaletteCategorical2,
  colorChartsPaletteCategorical3,
  colorChartsPaletteCategorical4,
  colorChartsPaletteCategorical5,
  colorChartsPaletteCategorical6,
  colorChartsPaletteCategorical7,
];

/** Neighbouring versions differ, whichever they are. */
export function versionColour(version: string): string {
  const number = Number(version);
  if (!Number.isInteger(number)) return colorChartsPaletteCategorical8;
  return PALETTE[number % PALETTE.length] ?? colorChartsPaletteCategorical8;
}
