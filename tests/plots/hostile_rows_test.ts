/**
 * Rows as they should not be: each figure is right nevertheless, says what it leaves out, or is refused in a
 * sentence.
 */
import assert from "node:assert/strict";
import { type Row } from "corey-lab";
import {
  bars,
  explorer,
  heatMap,
  lines,
  smallMultiples,
  splitBars,
  stackedBars,
  timeline,
} from "corey-lab/plots";
import { figureToSvg, svgToPng } from "../../lib/pictures/picture.ts";
import { slow } from "../slow.ts";

const axes = { x: "cores", y: "rate", stroke: "system", title: "Rate" };
const series = (system: string, rates: readonly number[]): Row[] =>
  rates.map((rate, i) => ({ system, cores: i + 1, rate }));
const refused = (draw: () => unknown, message: RegExp) =>
  assert.throws(draw, { name: "InputError", message });

/** How many points each line in a picture has. */
const drawn = (svg: string) =>
  [...svg.slice(svg.indexOf('aria-label="line"')).matchAll(/<path[^>]*marker-mid=[^>]*>/g)]
    .map(([path]) => path.match(/[ML]-?\d/g)!.length);

Deno.test("what has no place on a logarithmic axis is left out, and a note says so", async () => {
  const rows = [...series("linux", [3, 0, 9]), ...series("corey", [5, -1, 20])];
  const figure = lines(rows, { ...axes, log: "y" }), svg = await figureToSvg(figure);
  assert.deepEqual(drawn(svg), [2, 2]);
  assert.match(svg, /Not drawn: 2 points at or below 0, where a logarithmic axis has no place\./);
  const { spec } = explorer(rows, { ...axes, log: "y" });
  assert.match(JSON.stringify(spec.title), /Not drawn: 2 points at or below 0/);
  refused(() => lines(series("a", [0, 0]), { ...axes, log: "y" }), /no row has a number above 0 in rate/);
});

Deno.test("no number, no rows, failed rows and numbers out of reach are told, or refused if nothing is left", async () => {
  assert.match(
    await figureToSvg(lines(series("a", [1, NaN, 3]), axes)),
    /Not drawn: 1 point without a number/,
  );
  const failed = [...series("a", [1, 2]), { system: "a", cores: 3, error: "no room" }];
  assert.match(await figureToSvg(lines(failed, axes)), /Not drawn: 1 point that failed \(no room\)/);
  assert.match(
    await figureToSvg(lines(series("a", [5e-324, 1, 1e308]), axes)),
    /Not drawn: 2 points beyond 1e100/,
  );
  refused(() => lines(series("a", [NaN, NaN]), axes), /no row has a number in rate/);
  const none: Row[] = [];
  for (
    const draw of [
      () => lines(none, axes),
      () => explorer(none, axes),
      () => bars(none, { x: "rate", y: "system", title: "t" }),
      () => heatMap(none, { x: "cores", y: "system", fill: "rate", title: "t" }),
      () => stackedBars(none, { x: "cores", y: "rate", fill: "system", title: "t" }),
      () => splitBars(none, { x: "cores", fx: "system", parts: { rate: "r" }, title: "t", yLabel: "y" }),
      () => smallMultiples(none, { ...axes, facet: "system" }),
      () => timeline(none, { title: "t" }),
    ]
  ) refused(draw, /there are no rows to draw/);
});

Deno.test("a warning in a row stands below the figure", async () => {
  const rows = series("a", [1, 2]).map((row) => ({ ...row, warning: "the window is too short" }));
  assert.match(await figureToSvg(lines(rows, axes)), /Warning: the window is too short\./);
});

Deno.test("two series of one name are refused, with what tells them apart", () => {
  const rows = ["opteron16", "epyc64"].flatMap((machine, i) =>
    series("linux", [1 + i, 2 + i]).map((row) => ({ ...row, machine }))
  );
  refused(() => lines(rows, axes), /two rows have system = linux, cores = 1, and differ in machine/);
  refused(() => bars(rows, { x: "rate", y: "system", title: "t" }), /two rows have system = linux/);
  lines([...series("a", [1, 2]), ...series("a", [1, 2])], axes); // equal rows hide nothing
});

Deno.test("forty-nine series differ in colour, dashes or marker, in the plot and in the legend; more are refused", async () => {
  const rows = (many: number) => Array.from({ length: many }, (_, i) => series(`s${i}`, [i, 2 * i])).flat();
  const svg = await figureToSvg(lines(rows(49), axes));
  const shapes = new Map(
    [...svg.matchAll(/<marker [^>]*id="([^"]+)"[^>]*>\s*<path d="([^"]+)"/g)].map((
      [, id, path],
    ) => [id!, path!]),
  );
  const looks = (part: string) =>
    [...part.matchAll(/<path[^>]*marker-mid="url\(#([^)]+)\)"[^>]*>/g)].map(([path, id]) =>
      [
        path.match(/stroke="(#\w+)"/)?.[1],
        path.match(/stroke-dasharray="([^"]*)"/)?.[1] ?? "",
        shapes.get(id!),
      ].join()
    );
  const legend = svg.slice(svg.indexOf('aria-label="legend"'), svg.indexOf('aria-label="y-grid"'));
  assert.equal(new Set(looks(legend)).size, 49);
  refused(() => lines(rows(50), axes), /50 series are more than a figure can show: give it 49 at most/);
});

Deno.test("a slider runs over 0.1, 0.2, 0.3, which in binary do not lie at equal distances", async () => {
  const rows = [0.1, 0.2, 0.1 + 0.2].flatMap((share) =>
    series("a", [1, 2]).map((row) => ({ ...row, share }))
  );
  const svg = await figureToSvg(explorer(rows, { ...axes, slider: { column: "share", at: 0.3 } }));
  assert.match(svg, /share: 0\.3</);
  assert.equal(svg.match(/aria-roledescription="point"/g)?.length, 2);
  const uneven = [0.1, 0.2, 0.4].map((share) => ({ ...series("a", [1])[0]!, share }));
  refused(() => explorer(uneven, { ...axes, slider: { column: "share", at: 0.1 } }), /equal distances/);
});

slow("ten thousand bars and a hundred and fifty thousand points are refused at once", () => {
  const many = Array.from(
    { length: 150_000 },
    (_, i): Row => ({ system: "a", cores: i, rate: i, name: `n${i}` }),
  );
  const few = /are more than a figure can show: give it [\d,]+ at most/;
  refused(() => bars(many.slice(0, 10_000), { x: "rate", y: "name", title: "t" }), few);
  refused(() => lines(many, axes), few);
  refused(() => explorer(many, axes), few);
  refused(() => smallMultiples(many, { ...axes, facet: "system" }), few);
  refused(() => stackedBars(many, { x: "cores", y: "rate", fill: "system", title: "t" }), few);
  refused(() => heatMap(many, { x: "cores", y: "system", fill: "rate", title: "t" }), few);
  refused(
    () => splitBars(many, { x: "cores", fx: "system", parts: { rate: "r" }, title: "t", yLabel: "y" }),
    few,
  );
});

slow(
  "names of any kind are drawn: control characters as �, letters that the font lacks with a sentence",
  async () => {
    for (const draw of [lines, explorer]) {
      const svg = await figureToSvg(
        draw(series("red \u001b[31m", [1, 2]), { ...axes, title: "\u0000 漢字" }),
      );
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(svg, /[\u0000-\u0008\u000b\u001b]/);
      assert.match(svg, /red �\[31m/);
      assert.match(svg, /Letters such as 漢 are not in the font/);
      assert.ok((await svgToPng(svg, { scale: 1 })).length > 1000);
    }
    const names = ["__proto__", "constructor", "toString"];
    const svg = await figureToSvg(lines(names.flatMap((name, i) => series(name, [i + 1, i + 2])), axes));
    assert.deepEqual(drawn(svg), [2, 2, 2]);
    const stacked = stackedBars(series("__proto__", [0.5]), {
      x: "cores",
      y: "rate",
      fill: "system",
      title: "t",
    });
    assert.match(await figureToSvg(stacked), /__proto__/);
    refused(() => explorer(series("constructor", [1]), axes), /cannot be called constructor/);
    refused(() => explorer(series("a", [1]), { ...axes, title: "toString" }), /cannot be called toString/);
  },
);

Deno.test("a long name is shortened, a negative bar has its number beside it, and a map of zeros has a scale", async () => {
  const name = "structure ".repeat(20);
  const svg = await figureToSvg(bars([{ name, share: -0.5 }], { x: "share", y: "name", title: "t" }));
  assert.match(svg, /structure[^<]*…[^<]*ure <\/text>/);
  const map = await figureToSvg(
    heatMap(series("a", [0, 0]), { x: "cores", y: "system", fill: "rate", title: "t" }),
  );
  assert.doesNotMatch(map, /NaN|0\.000000/);
});
