/** nbgrader's format: metadata, checksums, markers; and how points are read off outputs. */
import assert from "node:assert/strict";
import { award } from "corey-lab/homework";
import { feedback } from "../../lib/homework/feedback.ts";
import { checksumOf, gradingOf } from "../../lib/homework/metadata.ts";
import { testPoints } from "../../lib/homework/points.ts";
import { withoutRegions } from "../../lib/homework/regions.ts";
import { studentEdition, withSealedAnswers } from "../../lib/homework/release.ts";
import { restore } from "../../lib/homework/restore.ts";
import type { NotebookCell, NotebookDocument, Output } from "../../lib/jupyter/runner/nbformat.ts";

type Kind = "answer" | "test" | "written" | "locked";

function cell(kind: Kind, grade_id: string, source: string, points?: number): NotebookCell {
  const grade = kind === "test" || kind === "written", solution = kind === "answer" || kind === "written";
  const nbgrader = {
    schema_version: 3,
    grade_id,
    grade,
    solution,
    locked: kind === "test" || kind === "locked",
    task: false,
    ...(points === undefined ? {} : { points }),
  };
  const common = { id: grade_id, metadata: { nbgrader }, source };
  return kind === "written"
    ? { cell_type: "markdown", ...common }
    : { cell_type: "code", execution_count: 1, outputs: [], ...common };
}

const plain = (source: string): NotebookCell => ({
  cell_type: "code",
  id: "p",
  metadata: {},
  source,
  execution_count: null,
  outputs: [],
});
const notebook = (...cells: NotebookCell[]): NotebookDocument => ({ metadata: {}, cells });

const teacher = notebook(
  cell("locked", "answers", "answers()"),
  cell("answer", "a", "let x;\n  // BEGIN SOLUTION\n  x = 42;\n  // END SOLUTION"),
  cell("test", "t", "// BEGIN HIDDEN TESTS\nhidden();\n// END HIDDEN TESTS\nvisible();", 2),
  cell("written", "w", "a model answer", 1.5),
);

Deno.test("checksumOf() is the one that nbgrader computes", () => {
  // Computed with Python's hashlib from nbgrader's compute_checksum().
  const known: [NotebookCell, string][] = [
    [cell("test", "1a", 'await award(2, check("1a", answer));\n// ✓', 2), "ca9f6a0b1d9a58f09e7dc20133a5e797"],
    [cell("written", "1e", "YOUR ANSWER HERE", 1.5), "ffa32be6b42c1876c2555e543b8d0e69"],
    [
      cell("locked", "answers", 'import { answers } from "corey-lab";'),
      "abdb55889524541b31f26eb4a637adcb",
    ],
  ];
  for (const [cell, checksum] of known) assert.equal(checksumOf(cell, gradingOf(cell)!), checksum);
});

Deno.test("gradingOf() names the cell whose metadata are not of schema 3", () => {
  for (
    const spoilt of [{ schema_version: 2 }, { grade_id: "a b" }, { colour: "red" }, { points: -1 }, {
      points: undefined,
    }]
  ) {
    const good = cell("test", "t", "", 2), nbgrader = { ...(good.metadata.nbgrader as object), ...spoilt };
    assert.throws(() => gradingOf({ ...good, metadata: { nbgrader } }), {
      name: "InputError",
      message: /cell t/,
    });
  }
});

Deno.test("studentEdition() takes out solutions and hidden tests, puts in stubs and answers, locks and signs", () => {
  const { cells } = studentEdition(withSealedAnswers(teacher, "c2VhbA=="));
  assert.deepEqual(cells.map(({ source }) => source), [
    'answers("c2VhbA==")',
    "let x;\n  // YOUR ANSWER HERE",
    "visible();",
    "YOUR ANSWER HERE",
  ]);
  assert.deepEqual(cells.map(({ metadata }) => metadata.editable), [false, undefined, false, undefined]);
  for (const cell of cells) {
    const grading = gradingOf(cell)!;
    assert.equal(cell.metadata.deletable, false);
    assert.equal(grading.checksum, checksumOf(cell, grading));
    if (cell.cell_type === "code") assert.equal(cell.execution_count, null);
  }
});

Deno.test("studentEdition() refuses markers where they would stay, and tests that nobody could see fail", () => {
  const cases: [NotebookCell, RegExp][] = [
    [plain("// BEGIN SOLUTION\n1\n// END SOLUTION"), /has a marker, but no nbgrader metadata/],
    [cell("locked", "l", "// BEGIN SOLUTION\n// END SOLUTION"), /a solution belongs into an answer cell/],
    [
      cell("answer", "a2", "// BEGIN HIDDEN TESTS\n// END HIDDEN TESTS"),
      /hidden tests belong into test cells/,
    ],
    [cell("answer", "a2", "// BEGIN SOLUTION\n42"), /BEGIN SOLUTION without END SOLUTION/],
    [cell("answer", "a2", "42\n// END SOLUTION"), /END SOLUTION without BEGIN SOLUTION/],
    [cell("test", "t2", 'Deno.test("x", () => {});', 1), /Deno.test\(\) says nothing in a notebook/],
    [cell("locked", "a", "1"), /two cells have the grade_id a/],
    [cell("test", "t2", 'key("t2", right(42));', 1), /cell t2: key\( would be handed out/],
    [cell("test", "t2", "// Begin hidden tests\ntrials.push(mine);\n", 1), /Begin hidden .*written so/],
  ];
  for (const [bad, message] of cases) {
    assert.throws(() => studentEdition(notebook(...teacher.cells, bad)), { name: "InputError", message });
  }
  assert.throws(() => withSealedAnswers(notebook(), ""), /grade_id answers .* is missing/);
});

Deno.test("withoutRegions() keeps the indentation for each line of a stub", () => {
  assert.equal(
    withoutRegions("  // BEGIN SOLUTION\n  // END SOLUTION\n1", "SOLUTION", "a\nb"),
    "  a\n  b\n1",
  );
});

Deno.test("restore() keeps answers and own cells, and brings back all else with the hidden tests", () => {
  const released = studentEdition(teacher),
    [answers, a, t, w] = released.cells as [NotebookCell, ...NotebookCell[]];
  const own = plain("own();");
  const sources = (submission: NotebookDocument) =>
    restore(teacher, released, submission).map(({ cell }) => cell.source);
  const [, , hidden] = teacher.cells.map(({ source }) => source);
  assert.deepEqual(
    sources(
      notebook(answers, own, { ...a!, source: "x = 41;" }, { ...t!, source: "cheat();" }, {
        ...w!,
        source: "words",
      }),
    ),
    ["answers()", "own();", "x = 41;", hidden, "words"],
  );
  assert.deepEqual(
    sources(notebook()),
    ["answers()", a!.source, hidden, "YOUR ANSWER HERE"],
    "all cells thrown away",
  );
  assert.deepEqual(
    sources(notebook(answers, a!, { ...a!, source: "again();" }, w!)),
    ["answers()", a!.source, hidden, "again();", "YOUR ANSWER HERE"],
    "a copy of a cell is the student's own, and the missing test stands behind its answer",
  );
  const strange = {
    ...w!,
    cell_type: "code",
    source: "steal();",
    outputs: [],
    execution_count: 1,
  } as NotebookCell;
  const cells = restore(teacher, released, notebook(strange));
  assert.equal(
    cells.find(({ cell }) => cell.source === "steal();")!.cell.cell_type,
    "markdown",
    "prose does not become code",
  );
});

Deno.test("restore() takes a name with an apostrophe for one that was put in, and for no cell of the student's own", () => {
  const released = studentEdition(teacher),
    changeIn = (source: string) =>
      restore(teacher, released, notebook(plain(source))).find(({ cell }) => cell.source === source)!.change;
  for (const name of [`"O'Brien"`, "'Ada \"Bob\" Lee'", '"Zoë"', "`O'Brien`"]) {
    assert.equal(changeIn(`const student = ${name};`), undefined, name);
  }
  for (const name of ['"Ada" + peek()', "`${peek()}`", '"Ada"; peek("")']) {
    assert.deepEqual(changeIn(`const student = ${name};`), { what: "added" }, name);
  }
});

const result = (text: string): Output => ({
  output_type: "execute_result",
  execution_count: 1,
  data: { "text/plain": text },
  metadata: {},
});
const error: Output = { output_type: "error", ename: "Error", evalue: "no", traceback: [] };

Deno.test("testPoints() reads points by nbgrader's rules, but gives nothing for a result of 0", () => {
  const points = (...outputs: Output[]) => testPoints({ status: "ok", outputs, executionCount: 1 }, 3).points;
  assert.equal(points(), 3);
  assert.equal(points(result("1.5")), 1.5);
  assert.equal(points(result("0")), 0);
  assert.equal(points(result("4")), 0);
  assert.equal(points(result("NaN")), 0);
  assert.equal(points(result('"three"')), 0);
  assert.equal(points(result("3"), error), 0);
  for (const status of ["error", "timed out", "died"] as const) {
    assert.equal(testPoints({ status, outputs: [error], executionCount: 1 }, 3).points, 0);
  }
});

Deno.test("award() publishes a number above 0 as result, and throws for nothing, since nbgrader takes a 0 for full points", async () => {
  const sent: unknown[] = [];
  const around = {
    broadcast: (
      type: string,
      content: Record<string, unknown>,
    ) => (sent.push([type, content.data]), Promise.resolve()),
    print: () => {},
  };
  await award(3, feedback("q", 1, ""), around);
  await award(3, feedback("q", 1 / 3, ""), around);
  await award(3, feedback("q", 7, ""), around);
  assert.deepEqual(sent, ["3", "1", "3"].map((text) => ["execute_result", { "text/plain": text }]));
  const stderr = console.error;
  console.error = () => {};
  try {
    for (const credit of [0, NaN, -1, 0.0001]) {
      await assert.rejects(award(3, feedback("q", credit, ""), around), /q: 0 of 3 points/);
    }
  } finally {
    console.error = stderr;
  }
  assert.equal(sent.length, 3);
});
