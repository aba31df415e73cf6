import assert from "node:assert/strict";
import { saveRows } from "../../lib/notebook/save_rows.ts";
import { figureBundle, show } from "../../lib/notebook/show.ts";
import { table } from "../../lib/notebook/table.ts";
import type { Figure } from "../../lib/plots/figure.ts";
import { slow } from "../slow.ts";

const plot: Figure = {
  kind: "plot",
  alt: "An empty frame.",
  options: { title: "Frame" },
  marks: () => [],
};
const chart: Figure = {
  kind: "vega-lite",
  alt: "One point.",
  spec: { $schema: "https://vega.github.io/schema/vega-lite/v6.json", data: { values: [{}] }, mark: "point" },
};

/** Runs a task with some environment variables set. */
async function withEnvironment(variables: Record<string, string>, task: () => Promise<void>): Promise<void> {
  const before = new Map(Object.keys(variables).map((name) => [name, Deno.env.get(name)]));
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    await task();
  } finally {
    for (const [name, value] of before) {
      value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
    }
  }
}

slow("show sends a figure as PNG with its size and alternative text, and never as SVG", async () => {
  const sent: [string, Record<string, unknown>][] = [];
  const broadcast = (type: string, content: Record<string, unknown>): Promise<void> => {
    sent.push([type, content]);
    return Promise.resolve();
  };
  await show(plot, {}, { broadcast });
  const [[type, { data, metadata }]] = sent as [[string, Record<string, Record<string, unknown>>]];
  assert.equal(type, "display_data");
  assert.deepEqual(Object.keys(data ?? {}), ["image/png", "text/plain"]);
  assert.equal(data?.["text/plain"], "An empty frame.");
  const { width, height } = metadata?.["image/png"] as { width: number; height: number };
  const png = Uint8Array.fromBase64(String(data?.["image/png"]));
  const header = new DataView(png.buffer);
  assert.deepEqual([header.getUint32(16), header.getUint32(20)], [2 * width, 2 * height]);
});

Deno.test("figureBundle adds the specification of an interactive figure, as one of version 5", async () => {
  const { data } = await figureBundle(chart);
  assert.deepEqual(Object.keys(data), ["application/vnd.vegalite.v5+json", "image/png", "text/plain"]);
  const spec = data["application/vnd.vegalite.v5+json"] as Record<string, unknown>;
  assert.equal(spec["$schema"], "https://vega.github.io/schema/vega-lite/v5.json");
});

Deno.test("show sends a table as HTML and text", async () => {
  const sent: unknown[] = [];
  const made = table([{ cores: 1 }]);
  await show(made, {}, { broadcast: (_type, { data }) => (sent.push(data), Promise.resolve()) });
  assert.deepEqual(sent, [{ "text/html": made.html, "text/plain": made.text }]);
});

Deno.test("show outside a notebook prints the alternative text of a figure and the text of a table", async () => {
  const printed: string[] = [];
  const print = (text: string): void => void printed.push(text);
  await show(plot, {}, { print });
  await show(table([{ cores: 1 }]), {}, { print });
  assert.deepEqual(printed, ["An empty frame.", "cores\n    1"]);
});

Deno.test("show and saveRows write files while notebooks are being reproduced, and only then", async () => {
  const folder = await Deno.makeTempDir();
  const print = (): void => {};
  const rows = [{ system: "a,b", cores: 1 }];
  try {
    await show(plot, { name: "before" }, { print });
    saveRows(rows, "before");
    assert.deepEqual(Array.from(Deno.readDirSync(folder)), []);
    await withEnvironment({ COREY_LAB_OUT: folder, COREY_LAB_NOTEBOOK: "locks" }, async () => {
      await show(plot, { name: "scaling" }, { print });
      await show(table(rows), {}, { print });
      assert.equal(saveRows(rows, "locks"), rows);
    });
    assert.deepEqual(Array.from(Deno.readDirSync(`${folder}/figures`), ({ name }) => name), [
      "locks-scaling.svg",
    ]);
    assert.equal(Deno.readTextFileSync(`${folder}/rows/locks.csv`), 'system,cores\n"a,b",1\n');
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("show and saveRows refuse a name with a path in it, also when nothing is written", async () => {
  await assert.rejects(show(plot, { name: "../x" }, { print: () => {} }), TypeError);
  assert.throws(() => saveRows([], "../rows"), TypeError);
});
