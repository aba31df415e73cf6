import assert from "node:assert/strict";
import { prosePage } from "../../lib/jupyter/html/prose_page.ts";
import { indexPage } from "../../lib/jupyter/html/index_page.ts";
import { notebookToHtml } from "../../lib/jupyter/html/notebook.ts";
import { notebookEntry } from "../../lib/jupyter/html/notebook_entry.ts";
import type { NotebookCell, NotebookDocument, Output } from "../../lib/jupyter/runner/nbformat.ts";

const prose = (source: string): NotebookCell => ({ cell_type: "markdown", id: "p", metadata: {}, source });
const code = (source: string, outputs: Output[] = []): NotebookCell => ({
  cell_type: "code",
  id: "c",
  metadata: {},
  source,
  execution_count: 1,
  outputs,
});
const display = (data: Record<string, unknown>, metadata: Record<string, unknown> = {}): Output => ({
  output_type: "display_data",
  data,
  metadata,
});
const notebook = (...cells: NotebookCell[]): NotebookDocument => ({ metadata: {}, cells });
const options = { title: "Locks & keys" };

Deno.test("notebookToHtml renders prose, coloured code and a link back to the index", async () => {
  const html = await notebookToHtml(
    notebook(prose("# Locks\n\n*why*"), code("const a: number = 1;")),
    options,
  );
  assert.ok(html.startsWith("<!doctype html>"));
  for (
    const part of [
      "<title>Locks &amp; keys</title>",
      '<h1 id="locks">Locks</h1>',
      "<em>why</em>",
      'class="shiki',
      'href="index.html"',
      'name="viewport"',
    ]
  ) assert.ok(html.includes(part), part);
});

Deno.test("a page leads to the one before and the one after, to its parts, to the glossary and to the answers", async () => {
  const html = await notebookToHtml(
    notebook(
      prose(
        "# Locks\n\n## Who waits?\n\nAn [MCS lock](glossary.md#mcs-lock).\n\n## Run it\n\n## Try it\n\n[Answers](answers.md#03_locks)",
      ),
    ),
    { ...options, neighbours: { next: { href: "b.html", label: "b" } } },
  );
  assert.equal(
    html.match(/<a rel="next" href="b.html">b →<\/a>/g)?.length,
    2,
    "at the top and at the bottom",
  );
  assert.ok(!html.includes('<a rel="prev"'));
  assert.ok(html.includes('<h2 id="who-waits">Who waits?</h2>'));
  assert.ok(html.includes('<li><a href="#who-waits">Who waits?</a></li>'));
  assert.ok(html.includes('href="glossary.html#mcs-lock"'));
  assert.ok(html.includes('href="answers.html#03_locks"'));
  assert.ok((await prosePage("## MCS lock\n\nA queue.", "../index.html")).includes('<h2 id="mcs-lock">'));
});

Deno.test("notebookToHtml puts the fonts of formulas in, and only where there are formulas", async () => {
  const without = await notebookToHtml(notebook(prose("no formula, $5")), options);
  const with_ = await notebookToHtml(notebook(prose("$x^2$ and\n\n$$\\frac{a}{b}$$")), options);
  assert.ok(!without.includes("font/woff2") && !without.includes("katex"));
  assert.ok(with_.includes("data:font/woff2;base64,") && with_.includes('class="katex-display"'));
  assert.ok(!/url\(["']?(?!data:)/.test(with_), "everything is inside the page");
});

Deno.test("notebookToHtml takes HTML before PNG before text, and no widgets or charts", async () => {
  const html = await notebookToHtml(
    notebook(
      code("1", [
        display({ "text/plain": "plain-1", "text/html": "<b>rich-1</b>" }),
        display({
          "application/vnd.vegalite.v5+json": { chart: 2 },
          "image/png": "QUJD",
          "text/plain": 'a "chart"',
        }, {
          "image/png": { width: 640, height: 400 },
        }),
        display({ "application/vnd.jupyter.widget-view+json": { widget: 3 } }),
        display({ "image/svg+xml": "<svg/>", "text/plain": "plain-4 <" }),
      ]),
    ),
    options,
  );
  assert.ok(html.includes("<b>rich-1</b>") && !html.includes("plain-1"));
  assert.ok(
    html.includes(
      '<img src="data:image/png;base64,QUJD" alt="a &quot;chart&quot;" width="640" height="400" ' +
        'style="--width:640px">',
    ),
  );
  assert.ok(!html.includes("widget") && !html.includes("vegalite") && !html.includes("<svg/>"));
  assert.ok(html.includes("plain-4 &lt;"));
});

Deno.test("notebookToHtml joins the pieces of a stream and shows colours and errors", async () => {
  const html = await notebookToHtml(
    notebook(
      code("1", [
        { output_type: "stream", name: "stdout", text: "\x1b[32mgreen\x1b[0m <" },
        { output_type: "stream", name: "stdout", text: "b>\n" },
        { output_type: "stream", name: "stderr", text: "careful\n" },
        {
          output_type: "error",
          ename: "TypeError",
          evalue: "no",
          traceback: ["\x1b[31mTypeError: no\x1b[0m"],
        },
      ]),
    ),
    options,
  );
  assert.match(html, /<pre class="stream stdout"><span style="color:[^"]+">green<\/span> &lt;b&gt;\n<\/pre>/);
  assert.match(html, /<pre class="stream stderr">careful/);
  assert.match(html, /<pre class="stream error"><span [^>]+>TypeError: no<\/span><\/pre>/);
});

Deno.test("notebookToHtml keeps HTML of an author who is not trusted from running", async () => {
  const document = notebook(
    prose("<img src=x onerror=alert(1)> [x](javascript:alert(2))"),
    code("1", [display({ "text/html": `<b onclick="alert(3)">kept</b><script>alert(4)</script>` })]),
  );
  const html = await notebookToHtml(document, { ...options, isTrusted: false });
  assert.ok(!/<img src=x|href="javascript:|<script|onclick/.test(html));
  assert.ok(html.includes("<b>kept</b>"));
  assert.match(html, /default-src 'none'/, "nothing is loaded from anywhere");
});

Deno.test("notebookToHtml gives the same page for the same notebook", async () => {
  const document = notebook(prose("$x$"), code("const a = 1;"));
  assert.equal(await notebookToHtml(document, options), await notebookToHtml(document, options));
});

Deno.test("indexPage lists notebooks, claims, figures and files, escaped", () => {
  const html = indexPage({
    title: "Corey Lab",
    notebooks: [{
      name: "03_locks",
      href: "locks.html",
      title: "Locks",
      question: "a < b?",
      thumbnail: { source: "figures/locks-1.svg", alt: "Time < 3." },
      claims: { stated: 2, hold: 1 },
    }, {
      name: "10_tour",
      href: "tour.html",
      title: "Tour",
      question: "",
      thumbnail: undefined,
      claims: { stated: 0, hold: 0 },
    }],
    fidelity: [
      {
        claim: "misses",
        paper: "≈ 51 ± 25 %",
        model: 58.25,
        relativeError: "14.2 %",
        kind: "predicted",
        ok: true,
      },
      {
        claim: "time",
        paper: "≤ 3",
        model: 3,
        relativeError: "0 %",
        kind: "calibrated",
        ok: false,
        mechanism: "links",
        gap: "a & b",
      },
    ],
    paperNumbers: { picture: { source: "figures/fidelity.svg", alt: "All < 3." }, line: "1 of 2 hold." },
    figures: [{ href: "figures/locks-1.svg", label: "locks-1.svg" }],
    files: [{ href: "rows/locks.csv", label: "locks.csv" }],
  });
  for (
    const part of [
      '<a href="locks.html">Locks</a>',
      "a &lt; b?",
      '<img src="figures/locks-1.svg" alt="Time &lt; 3."',
      "<code>03_locks</code>: 1 of 2 claims hold",
      "<h4>links: 1</h4>",
      "a &amp; b</li>",
      '<p class="summary">1 of 2 hold.</p>\n',
      '<img src="figures/fidelity.svg" alt="All &lt; 3."',
      "1 of 2 numbers",
      ">14.2 %<",
      ">58.25<",
      ">✗<",
      '<a href="rows/locks.csv">locks.csv</a>',
    ]
  ) assert.ok(html.includes(part), part);
  assert.ok(!html.includes("0 of 0") && html.match(/<img /g)?.length === 2);
});

Deno.test("notebookEntry reads title, question, picture and claims off a notebook", () => {
  const picture = (png: string, alt: string) => display({ "image/png": png, "text/plain": alt });
  const opening = prose("# Locks\n\n_Who is next?_\n\n_Not this._");
  const claims = code("await show(fidelityTable(experiments.dupClose, rows));");
  const fidelity = [
    { experiment: "dup-close", ok: true },
    { experiment: "dup-close", ok: false },
    { experiment: "locks", ok: true },
  ];
  const cells = [opening, code("1"), code("2", [picture("QQ==\n", "first")]), claims];
  assert.deepEqual(notebookEntry(notebook(...cells), "a", fidelity), {
    name: "a",
    href: "notebooks/a.html",
    title: "Locks",
    question: "Who is next?",
    thumbnail: { source: "data:image/png;base64,QQ==", alt: "first" },
    claims: { stated: 2, hold: 1 },
  });
  const tagged = {
    ...code("3", [picture("Qg==", "second"), picture("Qw==", "third")]),
    metadata: { tags: ["thumbnail"] },
  };
  assert.equal(notebookEntry(notebook(...cells, tagged), "a", []).thumbnail?.alt, "second");
  const bare = notebookEntry(notebook(claims), "bare", []);
  assert.deepEqual([bare.title, bare.question, bare.thumbnail], ["bare", "", undefined]);
});

Deno.test("indexPage leaves out parts that are empty", () => {
  const html = indexPage({ title: "Empty", notebooks: [], fidelity: [], figures: [], files: [] });
  assert.ok(!html.includes("<h2>"));
});

Deno.test("notebookToHtml keeps formulas within their line, and shows those it cannot set as they were written", async () => {
  const html = await notebookToHtml(notebook(prose("$\\rule{9999em}{9999em}$")), options);
  assert.match(html, /border-right-width:40em/);
  const long = "x+".repeat(2000), deep = "{".repeat(20_000);
  const shown = await notebookToHtml(notebook(prose(`$${long}$ and $${deep}$`)), options);
  assert.ok(shown.includes(`<code>${long}</code>`) && shown.includes(`<code>${deep}</code>`));
});

Deno.test("notebookToHtml bounds how deep and how long the page of a stranger is", async () => {
  const strangers = { ...options, isTrusted: false };
  const deep = await notebookToHtml(
    notebook(code("1", [display({ "text/html": "<div>".repeat(5000) + "in" })])),
    strangers,
  );
  assert.ok((deep.match(/<div>/g) ?? []).length <= 50);
  const flood: Output = { output_type: "stream", name: "stdout", text: "x".repeat(1_000_000) };
  const long = await notebookToHtml(
    notebook(code("flood()", [flood]), prose("*after*"), code("let a = 1;\n".repeat(100_000))),
    strangers,
  );
  assert.ok(long.length < 20_000, `${long.length}`);
  assert.match(long, /flood\(\)<\/pre>\n<p>\(Too much to show/);
  assert.match(long, /<em>after<\/em>/);
});
