/**
 * Whatever a notebook's file holds, it is refused in a sentence, or written and drawn as what it is; and no
 * page of it runs anything.
 */
import assert from "node:assert/strict";
import { parseHTML } from "linkedom";
import fc from "fast-check";
import { notebookToHtml } from "../../lib/jupyter/html/notebook.ts";
import {
  codeCells,
  NotebookFormatError,
  parseNotebook,
  serialiseNotebook,
} from "../../lib/jupyter/runner/document.ts";
import type { NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import { OutputCollector } from "../../lib/jupyter/runner/outputs.ts";
import { fuzz } from "./cases.ts";
import { anything } from "./mutations.ts";
import { notebookJson, scripts } from "./odd_notebooks.ts";

const text = (json: unknown): string =>
  JSON.stringify(json, (_, value) => typeof value === "bigint" ? `${value}` : value);

/** The notebook; undefined if it is refused. */
function parsed(text: string): NotebookDocument | undefined {
  try {
    return parseNotebook(text, "x.ipynb");
  } catch (error) {
    assert.ok(error instanceof NotebookFormatError, `${(error as Error)?.stack}`);
    // deno-lint-ignore no-control-regex
    assert.match(error.message, /^x\.ipynb: [^\u0000-\u001f\u007f-\u009f]+$/);
  }
}

fuzz(
  "a notebook's file is refused in a sentence, or written as it was read",
  { cases: 300, soak: 2000 },
  notebookJson,
  (json) => {
    const document = parsed(text(json));
    if (document === undefined) return;
    const written = serialiseNotebook(document), again = parseNotebook(written, "again");
    assert.equal(serialiseNotebook(again), written);
    assert.equal(codeCells(again).length, codeCells(document).length);
  },
);

fuzz(
  "a page of somebody we do not know runs nothing and loads nothing",
  { cases: 60, soak: 600 },
  notebookJson,
  async (json) => {
    const notebook = parsed(text(json));
    if (notebook === undefined) return;
    const { document } = parseHTML(await notebookToHtml(notebook, { title: scripts[0], isTrusted: false }));
    assert.equal(document.querySelectorAll("script, iframe, object, embed, base, form, link").length, 0);
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        assert.doesNotMatch(name, /^on|^srcdoc$/);
        if (/^(src|href|xlink:href)$/.test(name)) {
          assert.match(value, /^(data:image\/|https:|mailto:|#|index\.html$)/);
        }
      }
    }
  },
);

fuzz(
  "text that is no notebook is refused in a sentence for a terminal",
  { cases: 200, soak: 1000 },
  fc.tuple(notebookJson, fc.nat(3000), fc.string({ unit: "binary", maxLength: 3 }), fc.nat(9)),
  ([json, at, put, cut]) => {
    const right = text(json) ?? "";
    parsed(right.slice(0, at) + put + right.slice(at + cut));
  },
);

const message = fc.record({
  id: fc.constant("2"),
  parent: fc.constant({}),
  metadata: fc.constant({}),
  type: fc.constantFrom(
    "stream",
    "display_data",
    "execute_result",
    "error",
    "clear_output",
    "update_display_data",
    "x",
  ),
  content: fc.dictionary(
    fc.constantFrom("name", "text", "data", "metadata", "transient", "ename", "evalue", "traceback", "wait"),
    fc.oneof(
      anything.filter((value) => typeof value !== "bigint"),
      fc.constantFrom<unknown>(
        "stdout",
        { display_id: "d" },
        { "text/plain": "a" },
        { "text/plain": 3 },
        ["a", "b"],
      ),
    ),
    { noNullPrototype: true },
  ),
});

fuzz(
  "whatever a kernel publishes, the outputs of the cell can be saved",
  { cases: 300, soak: 1500 },
  fc.array(message, { maxLength: 6 }),
  (messages) => {
    const collector = new OutputCollector(new Map(), 10_000);
    for (const message of messages) collector.take(message);
    const cell = { cell_type: "code", id: "a", metadata: {}, source: "1", execution_count: 1 } as const;
    const written = serialiseNotebook({ metadata: {}, cells: [{ ...cell, outputs: collector.outputs }] });
    assert.equal(serialiseNotebook(parseNotebook(written, "again")), written);
  },
);
