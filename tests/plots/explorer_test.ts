/**
 * Interactive lines: what a reader can do with them is tried out on the compiled chart, without a browser.
 */
import assert from "node:assert/strict";
import * as vega from "vega";
import * as vegaLite from "vega-lite";
import { type Row } from "corey-lab";
import { explorer, type ExplorerOptions } from "corey-lab/plots";
import { figureToSvg } from "../../lib/pictures/picture.ts";

const rows: Row[] = [50, 125, 200].flatMap((latency) =>
  ["ticket", "mcs"].flatMap((system) =>
    [1, 4, 16].map((cores) => ({
      latency,
      system,
      cores,
      rate: 1000 * (system === "mcs" ? 100 : 300 / cores) / latency,
    }))
  )
);
const options: ExplorerOptions = {
  x: "cores",
  y: "rate",
  stroke: "system",
  title: "Rate",
  per: 1000,
  slider: { column: "latency", at: 125 },
};

/** Compiles a figure, warnings being errors, and brings it to life. */
async function chart(given: ExplorerOptions, of = rows): Promise<vega.View> {
  const complaints: string[] = [];
  const logger = vega.logger(
    vega.Warn,
    undefined,
    (_method, _level, args) => void complaints.push(args.join(" ")),
  );
  const spec = explorer(of, given).spec as unknown as vegaLite.TopLevelSpec;
  const view = new vega.View(vega.parse(vegaLite.compile(spec, { logger }).spec), {
    renderer: "none",
    logger,
  });
  await view.runAsync();
  assert.deepEqual(complaints, []);
  return view;
}

/** What is drawn: the rows behind the points. */
const drawn = (view: vega.View) =>
  (view.data("data_0") as Row[]).map(({ latency, cores, system }) => `${latency} ${cores} ${system}`);

Deno.test("explorer shows the rows where the slider stands, and others when it moves, on the same axes", async () => {
  const view = await chart(options);
  const axes = () => ["x", "y"].map((name) => view.scale(name).domain());
  assert.equal(drawn(view).length, 6);
  assert.ok(drawn(view).every((row) => row.startsWith("125 ")));
  const before = axes();
  await view.signal("at", 200).runAsync();
  assert.ok(drawn(view).length === 6 && drawn(view).every((row) => row.startsWith("200 ")));
  assert.deepEqual(axes(), before);
  view.finalize();
});

Deno.test("explorer without a slider shows all rows, on logarithmic axes if asked", async () => {
  const { slider: _, ...still } = options;
  const one = rows.filter(({ latency }) => latency === 50);
  const view = await chart({ ...still, log: "both", xTicks: [1, 4, 16] }, one);
  assert.equal(view.scale("x").type, "log");
  assert.equal(view.scale("y").type, "log");
  view.finalize();
});

Deno.test("explorer binds a choice of series to the legend, and a slider with the column's values", () => {
  const { params, encoding, data } = explorer(rows, options).spec as {
    params: { name: string; bind: unknown }[];
    encoding: { opacity: unknown; tooltip: { field: string }[] };
    data: { values: Row[] };
  };
  assert.equal(params[0]!.bind, "legend");
  assert.deepEqual(encoding.opacity, { condition: { param: params[0]!.name, value: 1 }, value: 0.12 });
  assert.deepEqual(params[1]!.bind, { input: "range", min: 50, max: 200, step: 75, name: "latency " });
  assert.deepEqual(encoding.tooltip.map(({ field }) => field), ["system", "cores", "rate"]);
  assert.deepEqual(data.values[0], { cores: 1, rate: 6, system: "ticket", latency: 50 });
});

Deno.test("explorer refuses a slider that would skip values or stand beside them", () => {
  const uneven = rows.filter(({ latency }) => latency !== 125).concat({ ...rows[0], latency: 60 });
  const at = (column: string, at: number) => ({ ...options, slider: { column, at } });
  assert.throws(() => explorer(uneven, at("latency", 50)), /equal distances, not 50, 60, 200/);
  assert.throws(() => explorer(rows, at("latency", 100)), /cannot stand at 100/);
});

Deno.test("explorer's legend has whole symbols: no outline that is dashed as the lines are; a log axis says so", async () => {
  const { slider: _, ...still } = options;
  const svg = await figureToSvg(explorer(rows.slice(0, 6), { ...still, log: "both" }));
  const symbols = svg.slice(svg.indexOf("Symbol legend")).match(/<path [^>]*stroke-dasharray="[^>]*>/g)!;
  assert.equal(symbols.length, 2);
  for (const symbol of symbols) assert.match(symbol, / fill="#\w+" .*stroke-width="0"/);
  assert.match(svg, />cores \(logarithmic\)</);
});
