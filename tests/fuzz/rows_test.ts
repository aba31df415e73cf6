/** Whatever rows hold, figures and tables of them are drawn without nonsense, or refused in a sentence. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bars,
  explorer,
  type Figure,
  heatMap,
  InputError,
  lines,
  type Row,
  smallMultiples,
  splitBars,
  stackedBars,
  table,
} from "corey-lab";
import { figureToSvg } from "../../lib/pictures/picture.ts";
import { fitTable } from "../../lib/cli/fit_table.ts";
import { failures } from "../../lib/cli/failures.ts";
import { fuzz } from "./cases.ts";
import { column, rows, title } from "./odd_rows.ts";

/** What the function makes; undefined if it refuses in one sentence. */
function refusesOr<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch (error) {
    assert.ok(error instanceof InputError, `${(error as Error)?.stack}`);
    assert.match(error.message, /^\S[^\n]{10,}$/);
  }
}

const log = fc.constantFrom<"x" | "y" | "both" | undefined>("x", "y", "both", undefined);
const figure: fc.Arbitrary<(rows: readonly Row[]) => Figure> = fc.oneof(
  fc.record({ x: column, y: column, stroke: column, title, log }).map(
    ({ log, ...axes }) => (rows: readonly Row[]) =>
      lines(rows, { ...axes, ...log === undefined ? {} : { log } }),
  ),
  fc.record({ x: column, y: column, title, percent: fc.boolean() }).map((options) => (rows: readonly Row[]) =>
    bars(rows, options)
  ),
  fc.record({ x: column, y: column, fill: column, title }).map((options) => (rows: readonly Row[]) =>
    heatMap(rows, options)
  ),
  fc.record({ x: column, y: column, fill: column, title }).map((options) => (rows: readonly Row[]) =>
    stackedBars(rows, options)
  ),
  fc.record({ x: column, y: column, stroke: column, facet: column, title, logY: fc.boolean() }).map(
    (options) => (rows: readonly Row[]) => smallMultiples(rows, options),
  ),
  fc.record({
    x: column,
    fx: column,
    title,
    yLabel: title,
    parts: fc.dictionary(column, title, { maxKeys: 3 }),
  })
    .map((options) => (rows: readonly Row[]) => splitBars(rows, options)),
  fc.record({
    x: column,
    y: column,
    stroke: column,
    title,
    slider: fc.option(column),
    at: fc.constantFrom(0.1, 0.3, 1),
  })
    .map(({ slider, at, ...axes }) => (rows: readonly Row[]) =>
      explorer(rows, { ...axes, ...slider === null ? {} : { slider: { column: slider, at } } })
    ),
);

fuzz(
  "a figure of strange rows is a picture without nonsense, or refused in a sentence",
  { cases: 200, soak: 1500 },
  fc.tuple(rows, figure),
  async ([rows, draw]) => {
    const drawn = refusesOr(() => draw(rows));
    if (drawn === undefined) return;
    const svg = await figureToSvg(drawn);
    assert.match(svg, /^<svg [\s\S]*<\/svg>\s*$/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(svg, /[\u0000-\u0008\u000b\u001b]|<script/);
    assert.doesNotMatch(
      svg,
      /\b(d|x|y|[xyr][12]?|c[xy]|width|height|transform|viewBox)="[^"]*(NaN|undefined|Infinity)/,
    );
  },
);

fuzz(
  "a table of strange rows is laid out, on a page and in a terminal",
  { cases: 200, soak: 1500 },
  fc.tuple(rows, fc.option(fc.array(column, { maxLength: 3 })), fc.integer({ min: 1, max: 200 })),
  ([rows, columns, width]) => {
    const made = refusesOr(() => table(rows, columns === null ? {} : { columns }));
    // deno-lint-ignore no-control-regex
    const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
    if (made !== undefined) {
      assert.doesNotMatch(made.text, obeyed);
      assert.doesNotMatch(made.html, /<(?!\/?(table|caption|thead|tbody|tr|th|td|p)\b)/);
      const height = made.text.split("\n").length;
      assert.ok(height >= Math.min(rows.length, 1000) + 1, `${height} lines of ${rows.length} rows`);
    }
    const fitted = refusesOr(() => fitTable(rows, { columns: columns ?? ["system", "cores"], width }));
    if (fitted !== undefined) assert.doesNotMatch(fitted, obeyed);
    for (const sentence of failures(rows)) assert.equal(typeof sentence, "string");
  },
);
