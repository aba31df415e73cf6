import assert from "node:assert/strict";
import { range } from "corey-lab/experiments";
import fc from "fast-check";
import { figureToSvg } from "../../lib/pictures/picture.ts";
import { lines, type Stated } from "../../lib/plots/lines.ts";
import { logTicks } from "../../lib/plots/log_ticks.ts";
import { measuredTicks } from "../../lib/plots/measured_ticks.ts";

Deno.test("lines() tells seven series apart without colour: each has dashes and a marker of its own, in the plot and in the legend", async () => {
  const systems = ["a", "b", "c", "d", "e", "f", "g"];
  const rows = systems.flatMap((system, i) =>
    [1, 2, 4].map((cores) => ({ system, cores, seconds: (i + 1) * cores }))
  );
  const svg = await figureToSvg(lines(rows, { x: "cores", y: "seconds", stroke: "system", title: "t" }));
  const shapes = new Map(
    [...svg.matchAll(/<marker [^>]*id="([^"]+)"[^>]*>\s*<path d="([^"]+)"/g)].map((
      [, id, path],
    ) => [id!, path!]),
  );
  const [plotted, key] = [
    svg.slice(svg.indexOf('aria-label="line"')),
    svg.slice(svg.indexOf('aria-label="legend"'), svg.indexOf('aria-label="line"')),
  ];
  for (const part of [plotted, key]) {
    const used = [...part.matchAll(/marker-mid="url\(#([^)]+)\)"/g)].map(([, id]) => shapes.get(id!));
    assert.equal(new Set(used).size, systems.length);
    assert.equal(
      new Set(part.match(/stroke-dasharray="[\d,]+"/g)).size,
      systems.length - 1,
      "the first is a full line",
    );
  }
});

Deno.test("lines() draws a series in its own way whichever others there are, where it knows all", () => {
  const rows = ["a", "b"].map((system) => ({ system, cores: 1, seconds: 1 }));
  const drawn = (of: typeof rows) =>
    lines(of, { x: "cores", y: "seconds", stroke: "system", title: "t", series: ["a", "b"] }).options.color!;
  const both = drawn(rows), [, b] = both.range as string[];
  assert.deepEqual([drawn([rows[1]!]).domain, drawn([rows[1]!]).range], [["b"], [b]]);
  assert.deepEqual(drawn(rows.toReversed()), both);
  const [first] = both.range as string[], other = [{ ...rows[0]!, system: "A: a" }];
  assert.deepEqual(drawn(other).range, [first], "rows of others are drawn as they come");
});

Deno.test("logTicks() covers all values, in steps of 2 or 2.5 where that gives few, with no tick to spare", () => {
  const anything = fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { minLength: 1 });
  fc.assert(fc.property(anything, (values) => {
    const ticks = logTicks(values), least = Math.min(...values), most = Math.max(...values);
    assert.ok(ticks[0]! <= least && ticks[1]! > least);
    assert.ok(ticks.at(-1)! >= most && (ticks.length === 2 || ticks.at(-2)! < most));
    const steps = new Set(ticks.slice(1).map((tick, i) => (tick / ticks[i]!).toPrecision(6)));
    if (Math.log10(most / least) < 7) assert.ok([...steps].every((step) => /^2(\.50*|\.0*)$/.test(step)));
    else assert.ok(ticks.length < 40);
  }));
  assert.deepEqual(logTicks([5e-324, 1e308]).length < 12 && logTicks([5e-324]).at(0), 5e-324);
  assert.deepEqual(logTicks([999.9999999999999]), [500, 1000]);
  assert.deepEqual(logTicks([0, 30]), [20, 50]);
  assert.deepEqual(logTicks([0]), []);
});

/** The numbers below, or beside, the ticks of an axis. */
const written = (svg: string, axis: "x" | "y") =>
  [...(svg.match(new RegExp(`aria-label="${axis}-axis tick label"[^]*?</g>`))?.[0] ?? "").matchAll(
    />([^<>]+)<\/text>/g,
  )].map(([, text]) => text!);

Deno.test("lines() writes a number at every tick of a logarithmic axis, and what the paper states is on it", async () => {
  const rows = [1, 16].map((cores) => ({ system: "s", cores, seconds: 0.04 * cores ** 4 }));
  const figure = lines(rows, {
    ...{ x: "cores", y: "seconds", stroke: "system", title: "t", log: "both", xTicks: [1, 4, 16] },
    stated: [{ x: 1, y: 0.01 }],
  });
  const svg = await figureToSvg(figure);
  assert.deepEqual(written(svg, "x"), ["1", "4", "16"]);
  const ticks = written(svg, "y").map((text) => Number(text.replaceAll(",", "")));
  assert.deepEqual(ticks, logTicks([0.01, 0.04 * 16 ** 4]));
});

Deno.test("lines() has its ticks where it was measured, one core first, and says which axes are logarithmic", async () => {
  const at = (cores: readonly number[]) => cores.map((cores) => ({ cores, cycles: cores, system: "a" }));
  const options = { x: "cores", y: "cycles", stroke: "system", title: "t", yLabel: "time (cycles)" } as const;
  for (const cores of [[1, 2], range(1, 16), [1, 2, 4, 8, 16, 24, 32, 48]]) {
    assert.deepEqual(written(await figureToSvg(lines(at(cores), options)), "x"), cores.map(String));
  }
  const few = await figureToSvg(lines(at([1, 2, 3, 4]), { ...options, log: "both" }));
  assert.deepEqual(written(few, "x"), ["1", "2", "3", "4"]);
  for (const label of ["cores (logarithmic)", "time (cycles, logarithmic)"]) assert.ok(few.includes(label));
});

Deno.test("measuredTicks() begins with the first place, and no two of its numbers overlap", () => {
  const places = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 200 });
  fc.assert(fc.property(places, fc.boolean(), (xs, isLog) => {
    const ticks = measuredTicks(xs, 580, isLog)!, at = isLog ? Math.log : Number, all = xs.map(at);
    const pixels = 580 / (Math.max(...all) - Math.min(...all)), half = (x: number) => 4 * String(x).length;
    assert.equal(ticks[0], Math.min(...xs));
    assert.ok(ticks.every((tick) => xs.includes(tick)));
    for (const [i, tick] of ticks.slice(1).entries()) {
      assert.ok(pixels * (at(tick) - at(ticks[i]!)) > half(tick) + half(ticks[i]!));
    }
  }));
  assert.equal(measuredTicks([0.5, 1.5], 580), undefined);
});

Deno.test("the caption of lines() names what the figure has: no bands without spread, no tolerance without one", () => {
  const rows = [1, 2].map((cores) => ({ cores, rate: 10, system: "a" }));
  const spread = rows.map((row) => ({ ...row, rateMin: 9, rateMax: 11 }));
  const caption = (of: typeof rows, stated: Stated[] = []) =>
    lines(of, { x: "cores", y: "rate", stroke: "system", title: "t", stated }).options.caption;
  assert.equal(caption(rows), undefined);
  assert.equal(caption(spread), "Bands: the spread of repeated runs.");
  assert.equal(caption(rows, [{ x: 1, y: 9 }]), "Lines: the model. Open diamonds: stated by the paper.");
  assert.equal(
    caption(spread, [{ x: 1, y: 9, within: 0.1 }]),
    "Lines: the model. Bands: the spread of repeated runs. " +
      "Open diamonds: stated by the paper, with the tolerance.",
  );
});
