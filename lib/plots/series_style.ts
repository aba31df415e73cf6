/**
 * How a series is drawn: colour, dashes and marker. The first seven differ in each; later ones use the
 * colours again, with other dashes and other markers, so that no two of 49 look alike.
 */
import { type Marker, markers } from "./markers.ts";
import { colours, dashes } from "./palette.ts";

/** So many series can be told apart. */
export const MOST_SERIES = 49;

/** The look of a series. */
export interface SeriesStyle {
  /** Colour of line and marker. */
  readonly colour: string;
  /** Dash pattern; empty for a full line. */
  readonly dash: string;
  /** Marker. */
  readonly marker: Marker;
}

/** The look of the series number `i`, from 0. */
export function seriesStyle(i: number): SeriesStyle {
  const round = Math.floor(i / colours.length);
  return {
    colour: colours[i % colours.length]!,
    dash: dashes[(i + 3 * round) % dashes.length]!,
    marker: markers[(i + round) % markers.length]!,
  };
}
