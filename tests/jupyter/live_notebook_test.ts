/** The lab's kernel in a real Jupyter Notebook, in a browser. */
import assert from "node:assert/strict";
import { slow } from "../slow.ts";
import { LiveNotebook, missing } from "./live_notebook.ts";

const name = "in a real Notebook, all of 00 runs, errors show, the stop button stops, sliders move";
const why = await missing();
if (why !== undefined) console.log(`${name}: skipped, since ${why}`);

(why === undefined ? slow : Deno.test.ignore)(name, async () => {
  await using notebook = await LiveNotebook.open("notebooks/00_start_here.ipynb");
  await notebook.runAll();
  assert.equal(await notebook.page.locator(".output_error").count(), 0);
  assert.equal(await notebook.page.locator(".output_png img").count(), 1);

  await notebook.begin("const a = 1;\nlet b = (;");
  assert.match(await notebook.below(/Expression/), /Expression expected at line 2, column 10/);

  await notebook.begin(
    "const cores = Array.from({ length: 96 }, (_, i) => 1 + i % 16);\n" +
      "const many = await sweep({ workload, machine, system: linux.threads(), cores, repeats: 8 },\n" +
      '  { onRow: (await import("corey-lab")).progressBar("many") }); many.length',
  );
  await notebook.below(/many: \d+ of 96/);
  await notebook.stop();
  await notebook.isIdle();
  const [, rows, length] = /stopped at (\d+) of 96[^]*Interrupted[^]*\n(\d+)/.exec(
    await notebook.below(/\n\d+/),
  )!;
  assert.equal(rows, length);
  await notebook.begin("many.length");
  assert.match(await notebook.below(/\d/), new RegExp(rows!), "the rows are kept");

  await notebook.begin(
    'const { explorer, live, show } = await import("corey-lab");\n' +
      "const line = [1, 2].flatMap((far) => [1, 2].map((cores) => ({ far, cores, rate: cores / far, s: 1 })));\n" +
      'const slider = { column: "far", at: 1 };\n' +
      'await show(live(explorer(line, { x: "cores", y: "rate", stroke: "s", title: "Rate", slider })));',
  );
  const frame = notebook.page.frameLocator(".output_html iframe"), lines = frame.locator("div.chart svg");
  const drawn = await lines.innerHTML();
  await frame.locator("input[type=range]").press("ArrowRight");
  for (let tries = 0; await lines.innerHTML() === drawn; tries++) {
    assert.ok(tries < 100, "the slider moves the line");
    await notebook.page.waitForTimeout(50);
  }

  await notebook.begin('console.log("begun"); await new Promise(() => {});');
  await notebook.below(/begun/);
  await notebook.stop();
  const ended = /Interrupted: the cell was stopped[^]*KernelDied: the cell did not stop/;
  assert.match(await notebook.below(ended), ended);
  await notebook.isIdle();
  await notebook.begin("6 * 7");
  assert.match(await notebook.below(/42/), /42/);
});
