import assert from "node:assert/strict";
import { differingCells } from "../../lib/jupyter/runner/compare.ts";
import type { NotebookDocument, Output } from "../../lib/jupyter/runner/nbformat.ts";
import { formatProblem } from "../../lib/jupyter/runner/problem.ts";

function notebook(...cells: [source: string, outputs: Output[]][]): NotebookDocument {
  return {
    metadata: {},
    cells: cells.map(([source, outputs], i) => (
      { cell_type: "code", id: `c${i}`, metadata: {}, source, execution_count: i + 1, outputs }
    )),
  };
}

const print = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const display = (data: Record<string, unknown>): Output => ({
  output_type: "display_data",
  data,
  metadata: {},
});

function messages(before: Output[], after: Output[]): string[] {
  const name = "locks.ipynb";
  return differingCells(notebook(["a()", before]), notebook(["a()", after]), { name }).map(({ message }) =>
    message
  );
}

Deno.test("differingCells finds nothing in equal notebooks", () => {
  const outputs = [
    print("1\n"),
    display({ "application/json": { a: [1, { b: 2 }] }, "image/png": "iVBORw0K" }),
  ];
  assert.deepEqual(messages(outputs, structuredClone(outputs)), []);
});

Deno.test("differingCells compares the bytes of a picture, not how they are written", () => {
  assert.deepEqual(
    messages([display({ "image/png": "iVBORw0K" })], [display({ "image/png": "iVBO\nRw0K\n" })]),
    [],
  );
  assert.deepEqual(
    messages([display({ "image/png": "iVBORw0K" })], [display({ "image/png": "iVBORg0KAA==" })]),
    [
      "output 1: image/png: byte 3 differs (was 6 bytes long, now 7)",
    ],
  );
});

const differences: [Output[], Output[], string][] = [
  [[print("1\n2\n3\n")], [print("1\n2.5\n3\n")], 'output 1: stdout, line 2: was "2", now "2.5"'],
  [[print("1")], [print("1\n")], 'output 1: stdout, line 2: was nothing, now ""'],
  [[print("1")], [], "output 1 (stream) is missing"],
  [[], [print("1")], "output 1 (stream) is new"],
  [[print("1")], [display({})], "output 1: was stdout, now display_data"],
  [[display({ "text/plain": "a" })], [display({ "text/html": "a" })], "output 1: text/plain is missing"],
  [[display({})], [display({ "text/html": "a" })], "output 1: text/html is new"],
  [
    [display({ "application/json": { values: [{ y: 1 }, { y: 2 }] } })],
    [display({ "application/json": { values: [{ y: 1 }, { y: 3 }] } })],
    "output 1: application/json.values[1].y: was 2, now 3",
  ],
];

for (const [before, after, message] of differences) {
  Deno.test(`differingCells says: ${message}`, () => assert.deepEqual(messages(before, after), [message]));
}

Deno.test("differingCells names notebook and cell, and goes on after the first", () => {
  const before = notebook(["first()", []], ["// two\nsecond()", [print("a")]], ["third()", [print("b")]]);
  const after = notebook(["first()", []], ["// two\nsecond()", [print("A")]], ["third()", [print("B")]]);
  assert.deepEqual(differingCells(before, after, { name: "locks.ipynb" }).map(formatProblem), [
    'locks.ipynb, cell 2 (`// two`): output changed: output 1: stdout, line 1: was "a", now "A"',
    'locks.ipynb, cell 3 (`third()`): output changed: output 1: stdout, line 1: was "b", now "B"',
  ]);
});

Deno.test("differingCells notices cells that are gone, new or changed", () => {
  const of = (before: NotebookDocument, after: NotebookDocument): string[] =>
    differingCells(before, after, { name: "a" }).map(({ cell, message }) => `${cell}: ${message}`);
  assert.deepEqual(of(notebook(["a", []], ["b", []]), notebook(["a", []])), ["2: the cell is gone"]);
  assert.deepEqual(of(notebook(["a", []]), notebook(["a", []], ["b", []])), ["2: the cell is new"]);
  assert.deepEqual(of(notebook(["a", []], ["b", []]), notebook(["c", []], ["b", []])), [
    "1: the source of the cell changed",
  ]);
});
