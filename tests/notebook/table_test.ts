import assert from "node:assert/strict";
import { display, table } from "../../lib/notebook/table.ts";
import { formatCell, formatNumber } from "../../lib/notebook/table/cell.ts";
import { heading } from "../../lib/rows/heading.ts";
import type { Cell, Row } from "../../lib/rows/row.ts";

Deno.test("table escapes captions, headings, values and what format functions return", () => {
  const { html } = table([{ "a<b": "<script>", c: '"&' }], {
    caption: "<b>",
    format: { c: (value) => `${value}<i>` },
  });
  assert.ok(!/<(script|b|i)>/.test(html));
  assert.ok(html.includes("&lt;script&gt;") && html.includes("&quot;&amp;&lt;i&gt;"));
});

Deno.test("table right-aligns numbers in HTML and in text", () => {
  const { html, text } = table([{ system: "corey", cores: 1 }, { system: "linux", cores: 16 }]);
  assert.match(html, /<td style="text-align:right[^"]*">16<\/td>/);
  assert.match(html, /<td style="text-align:left">corey<\/td>/);
  assert.equal(text, "system  cores\ncorey       1\nlinux      16");
});

Deno.test("table takes the columns of all rows unless told which, and shows a dash for a missing value", () => {
  const rows = [{ a: 1 }, { a: 2, b: true }];
  assert.equal(table(rows).text, "a  b\n1  –\n2  ✓");
  assert.equal(table(rows, { columns: ["b"] }).text, "b\n–\n✓");
});

Deno.test("table of no rows is an empty table", () => {
  assert.equal(table([], { columns: ["cores"], caption: "Nothing" }).text, "Nothing\ncores");
});

Deno.test("table gives a notebook HTML and text", () => {
  const made = table([{ cores: 1 }]);
  assert.equal(display, Symbol.for("Jupyter.display"));
  assert.deepEqual(made[display](), { "text/html": made.html, "text/plain": made.text });
});

Deno.test("formatNumber keeps whole numbers whole, and about four digits of others", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [16, "16"],
    [1234567, "1,234,567"],
    [1234567.8, "1,234,568"],
    [-1234.5, "-1,235"],
    [99.996, "100"],
    [3.14159, "3.142"],
    [0.0517, "0.0517"],
    [0.00001234567, "1.235e-5"],
    [2.5e20, "2.5e20"],
    [NaN, "NaN"],
    [-Infinity, "-∞"],
  ];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
});

Deno.test("formatCell writes booleans as marks and leaves text alone", () => {
  assert.deepEqual([true, false, "corey", undefined].map(formatCell), ["✓", "✗", "corey", "–"]);
});

Deno.test("heading turns the columns of rows into words with units", () => {
  const cases = {
    l3MissesPerOp: "L3 misses per op",
    throughputPerSecond: "throughput per second",
    nanosecondsPerAcquire: "nanoseconds per acquire",
    cyclesPerPage: "cycles per page",
    latencyCycles: "latency (cycles)",
    mapSeconds: "map (seconds)",
    fileKilobytes: "file (kilobytes)",
    seconds: "seconds",
    softFaults: "soft faults",
    ipiCount: "IPI count",
    relativeError: "relative error",
  };
  for (const [column, words] of Object.entries(cases)) assert.equal(heading(column), words);
});

Deno.test("table shows what no row should hold: null, objects, control characters, columns called like methods", () => {
  const odd = [{ x: null, toString: 1, constructor: "\u001b[31mred\nblue" }, {
    x: { deep: [1] },
  }] as never as Row[];
  const { text, html } = table(odd, { format: { toString: (value: Cell) => `<${value}>` } });
  assert.equal(text.split("\n")[1], "–                   <1>  �[31mred blue");
  assert.match(text, /\{"deep":\[1\]\}/);
  assert.ok(!(html + text).includes("\u001b"));
  assert.equal(table([{ x: null }] as never).text, "x\n–");
});

Deno.test("table refuses a column that no row has", () => {
  assert.throws(() => table([{ cores: 1 }], { columns: ["core"] }), {
    name: "InputError",
    message: /mean cores\?/,
  });
  assert.throws(() => table([{ cores: 1 }], { format: { core: String } }), /no column core/);
});

Deno.test("table shows the first thousand of many rows, and says how many more there are", () => {
  const { text, html } = table(Array.from({ length: 150_000 }, (_, cores) => ({ cores })));
  assert.equal(text.split("\n").length, 1002);
  assert.match(text, /… and 149,000 more rows\.$/);
  assert.match(html, /<p>… and 149,000 more rows\.<\/p>$/);
});

Deno.test("table says what rows warn of, in their column or below", () => {
  const rows = [{ cores: 1, rate: 5 }, { cores: 2, rate: 6, warning: "the window is too short" }];
  assert.match(table(rows).text, /^cores {2}rate {2}warning\n/);
  assert.match(table(rows, { columns: ["cores", "rate"] }).text, /\nWarning: the window is too short\.$/);
});
