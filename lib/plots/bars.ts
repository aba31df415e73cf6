/** Horizontal bars, one a row, with the value at the end: for rankings, such as which line costs most. */
import { flag, optionsOf, text } from "../input/options.ts";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { checkFew, checkPlaces, drawable } from "./drawable.ts";
import type { PlotFigure } from "./figure.ts";
import { numeral } from "./numeral.ts";
import { shortName } from "./short_name.ts";
import { colours } from "./palette.ts";

/** How a bar figure looks. */
export interface BarsOptions {
  /** Column with the length of the bar. */
  readonly x: string;
  /** Column with the name of the bar. */
  readonly y: string;
  /** Title of the figure. */
  readonly title: string;
  /** Label of the x axis; the column's name in words unless given. */
  readonly xLabel?: string;
  /** Shows fractions as per cent. */
  readonly percent?: boolean;
}

const checked = optionsOf<BarsOptions>("bars", {
  x: text,
  y: text,
  title: text,
  xLabel: text.optional(),
  percent: flag.optional(),
});

/** Longer names are shortened. */
const MOST_LETTERS = 52;

/** How far apart ticks are, at least about, in pixels: the axis ends at a tick, and numbers may be long. */
const TICK = 160;

/** More are refused: show the longest. */
const MOST_BARS = 100;

/**
 * Draws one bar a row, in the order of the rows.
 *
 * @throws {InputError} when there are none, too many, or two of one name
 * @example
 * ```ts
 * import { bars } from "corey-lab";
 * bars([{ line: "files_struct.file_lock", share: 0.9 }], {
 *   x: "share",
 *   y: "line",
 *   title: "Stalls",
 *   percent: true,
 * });
 * ```
 */
export function bars(
  rows: readonly Row[],
  options: BarsOptions,
): PlotFigure {
  const { x, y, title, xLabel = heading(x), percent = false } = checked(options);
  const { rows: drawn, notes } = drawable("bars", rows, { numbers: [x], names: [y] });
  checkFew("bars", drawn.length, MOST_BARS, "bars");
  checkPlaces("bars", drawn, [y]);
  const said = (value: number) => percent ? `${(100 * value).toFixed(1)} %` : numeral(value, 3);
  const longest = Math.max(0, ...drawn.map((row) => String(row[y]).length));
  const positive = drawn.filter((row) => Number(row[x]) >= 0),
    negative = drawn.filter((row) => Number(row[x]) < 0);
  const width = 760, marginLeft = Math.min(420, 20 + 6.6 * longest), marginRight = 60;
  const ticks = Math.max(1, Math.floor((width - marginLeft - marginRight) / TICK));
  return {
    kind: "plot",
    alt: `${title}: ${drawn.map((row) => `${row[y]} ${said(Number(row[x]))}`).join(", ")}.`,
    options: {
      title,
      ...(notes.length > 0 ? { caption: notes.join(" ") } : {}),
      width,
      height: 70 + 28 * drawn.length,
      marginLeft,
      marginRight,
      // The last tick is at the end of the longest bar, or beyond.
      x: { label: xLabel, grid: true, nice: ticks, ticks, ...(percent ? { percent: true } : {}) },
      y: {
        label: null,
        tickFormat: (name: string) => shortName(name, MOST_LETTERS),
        domain: drawn.map((row) => String(row[y])),
      },
    },
    marks: (Plot) => [
      Plot.barX(drawn, { x, y, fill: colours[0] }),
      Plot.text(positive, { x, y, text: (row: Row) => said(Number(row[x])), textAnchor: "start", dx: 5 }),
      ...(negative.length > 0
        ? [
          Plot.text(negative, {
            x,
            y,
            text: (row: Row) => said(Number(row[x])),
            textAnchor: "end",
            dx: -5,
          }),
        ]
        : []),
      Plot.ruleX([0]),
    ],
  };
}
