import assert from "node:assert/strict";
import { join } from "node:path";
import { checkNotebookCells } from "../../lib/jupyter/check_cells.ts";
import { parseTypeErrors } from "../../lib/jupyter/runner/diagnostics.ts";
import { writeNotebook } from "../../lib/jupyter/runner/document.ts";
import { formatProblem } from "../../lib/jupyter/runner/problem.ts";
import { tangle } from "../../lib/jupyter/runner/tangle.ts";
import type { NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import { slow } from "../slow.ts";

const CONFIG = {
  imports: { "places": "./places.ts" },
  compilerOptions: { strict: true, noUnusedLocals: true, lib: ["deno.ns", "deno.unstable", "dom", "esnext"] },
};

function notebook(sources: readonly string[]): NotebookDocument {
  const cells = sources.map((source, i) => (
    { cell_type: "code" as const, id: `cell-${i}`, metadata: {}, source, execution_count: null, outputs: [] }
  ));
  return { metadata: {}, cells };
}

/**
 * Checks notebooks in a folder of their own; returns the problems, and makes sure that nothing is left
 * behind.
 */
async function check(notebooks: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify(CONFIG));
    await Deno.writeTextFile(
      join(folder, "places.ts"),
      "export const here = 1, there = 2;\nexport type Place = number;\n",
    );
    await Deno.writeTextFile(join(folder, "broken.ts"), 'export const bad: number = "text";\n');
    for (const [name, sources] of Object.entries(notebooks)) {
      writeNotebook(join(folder, name), notebook(sources));
    }
    const problems = await checkNotebookCells(Object.keys(notebooks).map((name) => join(folder, name)));
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.includes("nbcheck")), []);
    return problems.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, ""));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

slow("checkNotebookCells finds a type error in cell 3, with its line there", async () => {
  const problems = await check({
    "a.ipynb": ["const n = 1;", 'const s = "s";', "// half\n\nconst half: number = s;", "n + half;"],
    "b.ipynb": ["const fine = 1;"],
  });
  assert.deepEqual(problems, [
    "a.ipynb, cell 3 (`// half`), line 3: type error: Type 'string' is not assignable to type 'number'. (TS2322)",
  ]);
});

slow("checkNotebookCells accepts what the kernel accepts", async () => {
  const problems = await check({
    "a.ipynb": [
      'import { here, type Place } from "places";\nconst at: Place = here;',
      'import { here } from "places";\nimport { there } from "./places.ts";\nlet rows = [here, there];',
      "rows = [at];\nfunction first(): number {\n  return rows[0] ?? 0;\n}\nexport const answer = first();",
      'const rows = "redeclared";\nfunction first(): string {\n  return rows;\n}\nawait Promise.resolve(first().length + answer);',
      "enum Kind {\n  A,\n}\ninterface Thing {\n  kind: Kind;\n}\nclass Box implements Thing {\n  kind = Kind.A;\n}",
      "const box: Thing = new Box();\nDeno.jupyter.html`<b>${box.kind}</b>`;",
    ],
  });
  assert.deepEqual(problems, []);
});

slow("checkNotebookCells finds missing exports and modules, and what lint objects to", async () => {
  const problems = await check({
    "a.ipynb": [
      'import { nowhere } from "places";\nnowhere;',
      'import {\n  x,\n} from "./no_such_module.ts";\nx;',
      "var old = 1;\ndebugger;\nold;",
    ],
  });
  const found = problems.map((problem) => problem.replace(/file:\S+/, "FILE"));
  assert.equal(found.length, 4, problems.join("\n"));
  assert.match(found.join("\n"), /cell 1 .*, line 1: type error: .*has no exported member 'nowhere'/);
  assert.match(found.join("\n"), /cell 2 .*, line 3: type error: Cannot find module/);
  assert.match(found.join("\n"), /cell 3 .*, line 1: lint: .*\(no-var\)/);
  assert.match(found.join("\n"), /cell 3 .*, line 2: lint: .*\(no-debugger\)/);
});

slow("checkNotebookCells names the cell of a syntax error, and still checks other notebooks", async () => {
  const problems = await check({
    "a.ipynb": ["const a = 1;", "function f() {\n  return a;", "const n: number = 'hidden';"],
    "b.ipynb": ["const n: number = 'seen';"],
  });
  assert.equal(problems.length, 2);
  assert.match(problems[0]!, /^a\.ipynb, cell 2 \(`function f\(\) \{`\): syntax error: /);
  assert.match(problems[1]!, /^b\.ipynb, cell 1 .* type error: Type 'string'/);
});

slow("checkNotebookCells reports an error in a module that notebooks import, once", async () => {
  const cells = ['import { bad } from "./broken.ts";\nbad;'];
  const [problem, ...more] = await check({ "a.ipynb": cells, "b.ipynb": cells });
  assert.match(
    problem!,
    /broken\.ts, line 1: type error: Type 'string' is not assignable to type 'number'\. \(TS2322\)$/,
  );
  assert.deepEqual(more, []);
});

Deno.test("checkNotebookCells leaves nothing behind when a later file is not a notebook", async () => {
  const folder = await Deno.makeTempDir();
  try {
    writeNotebook(join(folder, "a.ipynb"), notebook(["1;"]));
    await Deno.writeTextFile(join(folder, "b.ipynb"), "{}");
    const both = ["a.ipynb", "b.ipynb"].map((name) => join(folder, name));
    await assert.rejects(checkNotebookCells(both), { name: "NotebookFormatError", message: /b\.ipynb: / });
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["a.ipynb", "b.ipynb"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("tangle keeps lines and columns, and moves every kind of import to the top", () => {
  const source = [
    'import a from "a"; import * as b from "b";',
    'import "side-effect";',
    "import {",
    "  c,",
    '} from "c";',
    'const d = await import("d");',
    '  f("import x from y");',
  ].join("\n");
  const { text, lines } = tangle(notebook(["0;", source]));
  const all = text.split("\n");
  const start = all.indexOf("{ // %% cell 2");
  assert.deepEqual(all.slice(start + 6, start + 8), [
    'const d = await import("d");',
    '  f("import x from y");',
  ]);
  assert.deepEqual(lines[start + 6], { cell: lines[start + 6]!.cell, line: 6, isImport: false });
  const imports = all.slice(0, all.indexOf("{ // %% cell 1"));
  assert.deepEqual(imports.map((line) => line.trim()), [
    'import a from "a";',
    'import * as b from "b";',
    'import "side-effect";',
    "import {",
    "c,",
    '} from "c";',
  ]);
  assert.deepEqual(lines.slice(0, 6).map((line) => line?.line), [1, 1, 2, 3, 4, 5]);
  assert.equal(imports[1]!.indexOf("import"), source.indexOf("import * as"));
});

Deno.test("parseTypeErrors keeps details and drops the source it quotes", () => {
  const output = [
    "Check file:///a.ts",
    "TS2345 [ERROR]: Argument of type 'A' is not assignable.",
    "  Types of property 'b' are incompatible.",
    "f({ b: 1 });",
    "  ~~~~~~~~",
    "    at file:///a.ts:3:3",
    "",
    "    The expected type comes from property 'b'",
    "    b: string;",
    "    ^",
    "        at file:///a.ts:1:3",
    "",
    "TS2307 [ERROR]: Cannot find module 'file:///nope.ts'.",
    "    at file:///a.ts:4:8",
    "",
    "Found 2 errors.",
    "",
    "error: Type checking failed.",
  ].join("\n");
  assert.deepEqual(parseTypeErrors(output), [
    {
      file: "/a.ts",
      line: 3,
      column: 3,
      code: "TS2345",
      message: "Argument of type 'A' is not assignable.\n  Types of property 'b' are incompatible.",
    },
    { file: "/a.ts", line: 4, column: 8, code: "TS2307", message: "Cannot find module 'file:///nope.ts'." },
  ]);
});
