import assert from "node:assert/strict";
import { parseNotebook, serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import type { NotebookDocument, Output } from "../../lib/jupyter/runner/nbformat.ts";
import { formatProblem } from "../../lib/jupyter/runner/problem.ts";
import {
  callsShow,
  type NotebookRun,
  runNotebook,
  type RunNotebookOptions,
} from "../../lib/jupyter/runner/run_notebook.ts";
import { slow } from "../slow.ts";

const cwd = import.meta.dirname!;

/** A notebook of code cells; a string that starts with `#` is prose, a pair is a cell with a tag. */
function notebook(...sources: (string | [source: string, tag: string])[]): NotebookDocument {
  const cells = sources.map((item, i) => {
    const [source, tag] = typeof item === "string" ? [item] : item;
    const common = { id: `cell-${i}`, metadata: tag === undefined ? {} : { tags: [tag] }, source };
    if (source.startsWith("#")) return { ...common, cell_type: "markdown" };
    return {
      ...common,
      cell_type: "code",
      execution_count: null,
      outputs: [{ output_type: "stream", name: "stdout", text: "old" }],
    };
  });
  const metadata = { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } };
  return parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }), "test.ipynb");
}

function run(document: NotebookDocument, options: Partial<RunNotebookOptions> = {}): Promise<NotebookRun> {
  return runNotebook(document, { cwd, name: "test.ipynb", ...options });
}

const outputsOf = ({ document }: NotebookRun): (readonly Output[])[] =>
  document.cells.map((cell) => cell.cell_type === "code" ? cell.outputs : []);
const countsOf = ({ document }: NotebookRun): (number | null)[] =>
  document.cells.map((cell) => cell.cell_type === "code" ? cell.execution_count : null);
const print = (text: string): Output => ({ output_type: "stream", name: "stdout", text });

slow("runNotebook gets the result and the printed line of each of 100 cells", async () => {
  const result = await run(
    notebook(...Array.from({ length: 100 }, (_, i) => `console.log("line ${i}");\n${i} * 2`)),
  );
  assert.deepEqual(result.problems, []);
  for (const [i, outputs] of outputsOf(result).entries()) {
    assert.deepEqual(outputs, [
      print(`line ${i}\n`),
      {
        output_type: "execute_result",
        execution_count: i + 1,
        data: { "text/plain": `${i * 2}` },
        metadata: {},
      },
    ]);
  }
});

slow("runNotebook leaves prose alone, skips empty cells and numbers the others", async () => {
  const result = await run(notebook("# Title", "1", " \n", "# More", "console.log(2)"));
  assert.deepEqual(countsOf(result), [null, 1, null, null, 2]);
  assert.deepEqual(outputsOf(result)[2], []);
  assert.equal(result.document.cells[0]!.source, "# Title");
});

slow("runNotebook gives the same text twice", async () => {
  const document = notebook(
    "await Deno.jupyter.display({ 'text/plain': 'a' }, { raw: true, display_id: crypto.randomUUID() });",
    "({ a: 1 })",
    ["import './no_such_module.ts'", "raises-exception"],
  );
  const texts = [];
  for (let i = 0; i < 2; i++) texts.push(serialiseNotebook((await run(document)).document));
  assert.equal(texts[0], texts[1]);
  assert.doesNotMatch(texts[0]!, /transient|file:\/\//);
});

slow("runNotebook stops at a cell that throws, and clears what has not run", async () => {
  const result = await run(notebook("console.log(1)", "\n// why\nthrow new Error('boom')", "console.log(3)"));
  assert.deepEqual(result.problems.map(formatProblem), ["test.ipynb, cell 2 (`// why`): threw: Error: boom"]);
  assert.deepEqual(countsOf(result), [1, 2, null]);
  assert.deepEqual(outputsOf(result)[2], []);
});

slow("runNotebook, told to keep going, runs the cells after each kind of failure", async () => {
  const seen: string[] = [];
  const document = notebook(
    "while (true);",
    "console.log('after the loop')",
    "await new Promise(() => {});",
    "console.log('after the wait')",
    "Deno.exit(3)",
    "console.log('after the exit')",
    "let b = (;",
    "throw new TypeError('boom')",
    "({ [Symbol.for('Jupyter.display')]() { throw new Error('bad picture'); } })",
    "console.log('last')",
  );
  const result = await run(document, {
    keepGoing: true,
    timeoutMs: 1000,
    onCell: ({ state, number, count, problems }) =>
      seen.push(`${state} ${number}/${count} ${problems.length}`),
  });
  const found = result.problems.map(({ cell, kind, message }) =>
    `${cell} ${kind}: ${message.split("\n")[0]}`
  );
  assert.deepEqual(found, [
    "1 timed out: the cell took longer than 1 s and was interrupted",
    "3 timed out: the cell took longer than 1 s and did not react to an interrupt, so the kernel was killed",
    "5 kernel died: the kernel process ended with exit code 3",
    "7 syntax error: Expression expected at line 1, column 10",
    "8 threw: TypeError: boom",
    "9 display failed: Error: bad picture",
  ]);
  const outputs = outputsOf(result);
  assert.deepEqual(outputs[1], [print("after the loop\n")]);
  assert.deepEqual(outputs[3], [print("after the wait\n")]);
  assert.deepEqual(outputs[5], [print("after the exit\n")]);
  assert.deepEqual(outputs[9], [print("last\n")]);
  assert.deepEqual(countsOf(result), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.deepEqual(seen.slice(0, 3), ["starts 1/10 0", "done 1/10 1", "starts 2/10 0"]);
  assert.equal(seen.length, 20);
});

slow("runNotebook misses the figure of a cell that calls show() and shows none", async () => {
  const display = (mime: string): string => `await Deno.jupyter.display({ "${mime}": "x" }, { raw: true });`;
  const result = await run(notebook(
    "async function show(...x: string[]) { for (const m of x) await Deno.jupyter.display({ [m]: '' }, { raw: true }); }; await show('image/png')",
    "await show()",
    "await show('text/plain')",
    "await show('text/html')",
    "await show('application/vnd.vegalite.v5+json')",
    `// await show()\n${display("text/plain")}`,
  ));
  assert.deepEqual(result.problems.map(({ cell, kind }) => [cell, kind]), [[2, "figure missing"], [
    3,
    "figure missing",
  ]]);
});

Deno.test("callsShow sees calls of show() and nothing else", () => {
  for (
    const yes of ["show(x)", "await show (x)", "const a = 1; // why\nawait show(a)", 'f("http://a"); show(b)']
  ) {
    assert.equal(callsShow(yes), true, yes);
  }
  for (
    const no of [
      "showAll(x)",
      "x.show(y)",
      "// show(x)",
      "a(); // not show(x)",
      "show",
      "$show(x)",
      "reshow(x)",
    ]
  ) {
    assert.equal(callsShow(no), false, no);
  }
});
