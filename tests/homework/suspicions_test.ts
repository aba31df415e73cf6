/** What a teacher is told of names and copies, and whose numbers a submission is graded with. */
import assert from "node:assert/strict";
import { assignmentNames, readAssignment } from "../../lib/homework/assignment_file.ts";
import { gradingOf } from "../../lib/homework/metadata.ts";
import type { RestoredCell } from "../../lib/homework/restore.ts";
import { unusual } from "../../lib/homework/unusual.ts";
import fc from "fast-check";
import { alike } from "../../lib/homework/intake/alike.ts";
import { slow } from "../slow.ts";
import { Refusal } from "../../lib/homework/intake/found.ts";
import { nameInside, noteOnName } from "../../lib/homework/intake/name_inside.ts";
import { asHandedOut, notebookIn } from "../../lib/homework/intake/notebook.ts";
import { assignmentOf, studentOf } from "../../lib/homework/intake/whose.ts";
import { numbersFor } from "../../lib/homework/numbers.ts";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import { assignment, editions, known, notebookOf } from "./odd_hand_ins.ts";

const names: [inside: string | undefined, folder: string, note: RegExp | undefined][] = [
  ["Ada", "ada", undefined],
  ["Ada Lovelace", "ada", undefined],
  ["Kim Lee", "Lee, Kim_48213_assignsubmission_file_", undefined],
  ["Jose Munoz", "Muñoz, José_7_assignsubmission_file_", undefined],
  ["Anna Lee", "Lee, Kim_48213_assignsubmission_file_", /the name inside is "Anna Lee"/],
  ["ada", "bob", /the name inside is "ada"/],
  ["your name", "bob", /no name was put in/],
  [undefined, "bob", /no name was found/],
];
for (const [inside, folder, note] of names) {
  Deno.test(`the name ${inside} in the folder ${folder} is ${note === undefined ? "fine" : "noted"}`, () => {
    const [said] = noteOnName(inside, folder);
    if (note === undefined) assert.equal(said, undefined);
    else assert.match(said!, note);
  });
}

Deno.test("the name is read off the notebook, also after its tags have gone", () => {
  const notebook = notebookOf("Ada");
  const bare = { ...notebook, cells: notebook.cells.map((cell) => ({ ...cell, metadata: {} })) };
  assert.equal(nameInside(notebook), "Ada");
  assert.equal(nameInside(bare), "Ada");
  assert.equal(nameInside(editions.released), "your name");
});

Deno.test("the same answers are noted of both, however they are spaced; blank ones of nobody", () => {
  const ours = (student: string, name = student) => ({
    student,
    notebook: asHandedOut(notebookOf(name), { assignment, released: editions.released, known }),
  });
  const copied = ours("ben", "ada");
  const spaced = copied.notebook.cells.map((cell) => ({
    ...cell,
    source: `// mine\n${cell.source.replaceAll(" ", "  ")}`,
  }));
  const blank = asHandedOut(editions.released, { assignment, released: editions.released, known });
  const notes = alike([
    ours("ada"),
    { student: "ben", notebook: { ...copied.notebook, cells: spaced } },
    ours("cy"),
    { student: "dan", notebook: blank },
    { student: "eve", notebook: blank },
    { student: "fay" },
  ], editions.released);
  assert.deepEqual([...notes], [["ada", ["the same answers as ben"]], ["ben", ["the same answers as ada"]]]);
});

Deno.test("numbers are the folder's where the teacher says so, whatever the notebook holds", () => {
  const source = numbersFor(editions, 'O"Brien').source.cells.map(({ source }) => source).join("\n");
  assert.match(source, /const draw = assignment\("1_contended_structure", "O\\"Brien"\);/);
  assert.doesNotMatch(source, /, student\)/);
});

Deno.test("any file is a notebook of the assignment, or is refused in a sentence", () => {
  const text = serialiseNotebook(notebookOf("ada"));
  const damaged = fc.tuple(fc.nat(text.length), fc.nat(400), fc.string()).map(([at, length, by]) =>
    text.slice(0, at) + by + text.slice(at + length)
  );
  const cells = fc.array(fc.oneof(fc.json(), fc.constantFrom('{"cell_type":"code"}', '{"cell_type":7}')));
  const files = fc.oneof(
    damaged,
    cells.map((some) => `{"nbformat":4,"cells":[${some}]}`),
    fc.json(),
    fc.string(),
  );
  fc.assert(
    fc.property(files, (file) => {
      try {
        const notebook = asHandedOut(notebookIn(new TextEncoder().encode(file)), {
          assignment,
          released: editions.released,
          known,
        });
        const ids = notebook.cells.flatMap(({ metadata }) => metadata.nbgrader ?? []);
        assert.ok(ids.length > 0);
        assert.equal(
          new Set(ids.map((id) => JSON.stringify(id))).size,
          ids.length,
          "each cell of the assignment is there once",
        );
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        assert.match(error.message, /^it (is|has) /);
      }
    }),
    { numRuns: 300, seed: 7 },
  );
});

Deno.test("any place is somebody's or nobody's: names alone never fail", () => {
  const part = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom(...known, `${assignment}.ipynb`, "x.ipynb", "a_assignsubmission_file_b"),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (path) => {
      const student = studentOf(path, known), belongsTo = assignmentOf(path, known);
      assert.ok(student === undefined || student.length > 0);
      assert.ok(belongsTo === undefined || known.includes(belongsTo));
    }),
    { seed: 7 },
  );
});

function ownCell(source: string): RestoredCell {
  return { cell: { cell_type: "code", id: "x", metadata: {}, source, outputs: [], execution_count: null } };
}

for (
  const [source, words] of [
    ['Deno.exit(0); globalThis["x"]', "Deno, globalThis"],
    ["Math.min = () => 1; Array.prototype.sort = 0", "Math.min, Array.prototype.sort"],
    ["new Worker('data:,'); setTimeout(() => {})", "Worker, setTimeout"],
    ['await import("node:fs"); import { x } from "./lib/y.ts"', 'import, import { x } from "./lib/y.ts"'],
    ["({ [Symbol.toPrimitive]: () => 1 })", "toPrimitive"],
  ] as const
) {
  Deno.test(`a teacher is told of ${source}`, () => {
    assert.deepEqual(unusual([ownCell(source)]), [
      `worth a look, for what no answer needs: cell 1 (${words})`,
    ]);
  });
}

Deno.test("nothing of what solutions are written in is unusual", async () => {
  for (const name of assignmentNames()) {
    const { cells } = await readAssignment(name);
    assert.deepEqual(unusual(cells.map((cell) => ({ cell, grading: gradingOf(cell) }))), [], name);
  }
  const plain =
    "const prototypes = [1], process = 2;\nMath.max(...prototypes) === process;\nlet fetched = Number(3);";
  assert.deepEqual(unusual([ownCell(plain)]), []);
});

slow("a source that is written to keep the search busy has an end", () => {
  for (const text of ["import ", "Math.", "Math.a.a.a.a.a", "Deno ", "import '"]) {
    assert.ok(unusual([ownCell(text.repeat(200_000))]).length <= 1);
  }
});
