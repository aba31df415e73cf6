/** A grid of cells, the darker the more: which structure costs which core how much. */
import { optionsOf, text } from "../input/options.ts";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { everyNth, MOST_COLUMNS } from "./band_ticks.ts";
import { checkFew, checkPlaces, drawable } from "./drawable.ts";
import type { PlotFigure } from "./figure.ts";
import { shortName } from "./short_name.ts";

/** How a heat map looks. */
export interface HeatMapOptions {
  /** Column of the x axis. */
  readonly x: string;
  /** Column of the y axis, in the order of the rows. */
  readonly y: string;
  /** Column of what makes a cell dark. */
  readonly fill: string;
  /** Title of the figure. */
  readonly title: string;
  /** Label of the scale; the column's name in words unless given. */
  readonly fillLabel?: string;
}

const checked = optionsOf<HeatMapOptions>("heatMap", {
  x: text,
  y: text,
  fill: text,
  title: text,
  fillLabel: text.optional(),
});

/** Longer names are shortened. */
const MOST_LETTERS = 40;

/** More are refused: show the darkest. */
const MOST_LINES = 100;

/**
 * Draws one cell a row.
 *
 * @throws {InputError} when there are none, too many, or two at one place
 * @example
 * ```ts
 * import { dupClose, heatMap, linux, opteron16, sharingByCore, watch } from "corey-lab";
 * const { words } = watch({ workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 16 });
 * heatMap(sharingByCore(words), {
 *   x: "core",
 *   y: "structure",
 *   fill: "stallCycles",
 *   title: "Who stalls on what",
 * });
 * ```
 */
export function heatMap(rows: readonly Row[], options: HeatMapOptions): PlotFigure {
  const { x, y, fill, title, fillLabel = heading(fill) } = checked(options);
  const { rows: drawn, notes } = drawable("heatMap", rows, { numbers: [fill], names: [x, y] });
  checkPlaces("heatMap", drawn, [x, y]);
  const ys = [...new Set(drawn.map((row) => String(row[y])))],
    longest = Math.max(0, ...ys.map((name) => name.length));
  const most = drawn.reduce<Row | undefined>(
    (a, b) => !a || Number(b[fill]) > Number(a[fill]) ? b : a,
    undefined,
  );
  const xs = [...new Set(drawn.map((row) => row[x]!))];
  checkFew("heatMap", ys.length, MOST_LINES, "lines of cells");
  checkFew("heatMap", xs.length, MOST_COLUMNS, "columns of cells");
  const width = 760, marginLeft = Math.min(320, 20 + 6.6 * longest);
  const blank = drawn.length < xs.length * ys.length ? ["Blank: nothing was measured there."] : [];
  const caption = [...blank, ...notes].join(" ");
  // A scale from 0 to 0 has no colours.
  const isBlank = drawn.every((row) => row[fill] === 0);
  return {
    kind: "plot",
    alt: `${title}: ${fillLabel} by ${heading(x)} and ${heading(y)}${
      most ? `; most, ${Number(most[fill]).toPrecision(3)}, at ${most[x]} and ${most[y]}` : ""
    }.`,
    options: {
      title,
      ...(caption === "" ? {} : { caption }),
      width,
      height: 90 + 30 * ys.length,
      marginLeft,
      padding: 0.06,
      x: { type: "band", label: heading(x), tickFormat: String, ...everyNth(xs, width - marginLeft - 20) },
      y: {
        type: "band",
        label: null,
        domain: ys,
        tickFormat: (name: string) => shortName(name, MOST_LETTERS),
      },
      color: {
        legend: true,
        scheme: "viridis",
        reverse: true,
        label: fillLabel,
        zero: true,
        nice: true,
        ...(isBlank ? { domain: [0, 1] } : {}),
      },
    },
    marks: (Plot) => [Plot.cell(drawn, { x, y, fill, inset: 0.5 })],
  };
}
