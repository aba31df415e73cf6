import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import {
  codeCells,
  parseNotebook,
  readNotebook,
  serialiseNotebook,
  writeNotebook,
} from "../../lib/jupyter/runner/document.ts";
import type { NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import { reproducibleMetadata, reproducibleOutput } from "../../lib/jupyter/runner/reproducible.ts";

const file = {
  nbformat_minor: 4,
  nbformat: 4,
  metadata: { kernelspec: { name: "deno", display_name: "Deno" } },
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Title\n", "\n", "prose"] },
    { cell_type: "code", metadata: {}, source: " \n", execution_count: null, outputs: [] },
    {
      source: ["const a = 1;\n", "a"],
      cell_type: "code",
      id: "kept",
      metadata: { tags: ["x"] },
      execution_count: 3,
      outputs: [
        { output_type: "stream", name: "stdout", text: ["1\n", "2\n"] },
        {
          output_type: "display_data",
          transient: { display_id: "random" },
          metadata: { "image/png": { width: 1 } },
          data: {
            "text/plain": ["a\n", "b"],
            "image/png": "AAAA\n",
            "application/vnd.vegalite.v5+json": { z: [1, 2], a: {} },
          },
        },
      ],
    },
  ],
};

Deno.test("parseNotebook joins lines, names cells without an id, and drops what is transient", () => {
  const { cells } = parseNotebook(JSON.stringify(file), "a.ipynb");
  assert.deepEqual(cells.map(({ id, source }) => [id, source]), [
    ["cell-1", "# Title\n\nprose"],
    ["cell-2", " \n"],
    ["kept", "const a = 1;\na"],
  ]);
  assert.deepEqual(cells[2]!.cell_type === "code" && cells[2].outputs, [
    { output_type: "stream", name: "stdout", text: "1\n2\n" },
    {
      output_type: "display_data",
      metadata: { "image/png": { width: 1 } },
      data: {
        "text/plain": "a\nb",
        "image/png": "AAAA\n",
        "application/vnd.vegalite.v5+json": { z: [1, 2], a: {} },
      },
    },
  ]);
});

Deno.test("serialiseNotebook gives the same text whatever the order of keys, and parseNotebook reads it back", () => {
  const document = parseNotebook(JSON.stringify(file), "a.ipynb");
  const text = serialiseNotebook(document);
  assert.deepEqual(parseNotebook(text, "a.ipynb"), document);
  const { cells, metadata } = document;
  const turned = { metadata, cells: cells.map((cell) => Object.fromEntries(Object.entries(cell).reverse())) };
  assert.equal(serialiseNotebook(turned as unknown as NotebookDocument), text);
  assert.match(text, /\n {6}"source": \[\n {8}"const a = 1;\\n",\n {8}"a"\n {6}\]\n/);
  assert.match(text, /"nbformat": 4,\n {2}"nbformat_minor": 5\n}\n$/);
});

Deno.test("serialiseNotebook leaves a formatted notebook as deno fmt leaves it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/a.ipynb`;
    const cell = {
      cell_type: "code",
      id: "a",
      metadata: {},
      source: "const a = 1;\na;",
      execution_count: null,
      outputs: [],
    };
    writeNotebook(path, { metadata: file.metadata, cells: [cell] } as NotebookDocument);
    const before = await Deno.readTextFile(path);
    const { success } = await new Deno.Command(Deno.execPath(), { args: ["fmt", path], stderr: "null" })
      .output();
    assert.ok(success);
    assert.equal(await Deno.readTextFile(path), before);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.ipynb"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("codeCells numbers the code cells that are not empty", () => {
  const numbered = codeCells(parseNotebook(JSON.stringify(file), "a.ipynb"));
  assert.deepEqual(numbered.map(({ number, index }) => [number, index]), [[1, 2]]);
});

const bad: [what: string, text: string, message: RegExp][] = [
  ["is not JSON", "{", /^a\.ipynb: not JSON: /],
  [
    "is of nbformat 3",
    '{"nbformat":3,"nbformat_minor":0,"metadata":{},"cells":[]}',
    /^a\.ipynb: nbformat: expected 4/,
  ],
  ["is a list", "[]", /^a\.ipynb: the whole file: /],
  [
    "has a cell of an unknown type",
    '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"poem"}]}',
    /^a\.ipynb: cells\[0\]\.cell_type: /,
  ],
  [
    "has a number for a source",
    '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"raw","source":1}]}',
    /^a\.ipynb: cells\[0\]\.source: expected text or an array of lines/,
  ],
  [
    "has a number for text",
    '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"",' +
    '"outputs":[{"output_type":"display_data","data":{"text/plain":7}}]}]}',
    /^a\.ipynb: cells\[0\]\.outputs\[0\]\.data\["text\/plain"\]: expected text/,
  ],
];

for (const [what, text, message] of bad) {
  Deno.test(`parseNotebook refuses a file that ${what}, naming the place`, () => {
    assert.throws(() => parseNotebook(text, "a.ipynb"), { name: "NotebookFormatError", message });
  });
}

Deno.test("readNotebook says so when there is no such file", async () => {
  await assert.rejects(readNotebook("/no/such/file.ipynb"), Deno.errors.NotFound);
});

Deno.test("reproducibleMetadata drops time stamps and versions and names the kernel as Deno does", () => {
  const metadata = {
    execution: { "iopub.execute_input": "2030-01-01T00:00:00Z" },
    kernelspec: { name: "deno", display_name: "Deno (Corey Lab)", language: "typescript" },
    language_info: { name: "typescript", version: "6.0.3" },
    title: "Locks",
  };
  assert.deepEqual(reproducibleMetadata(metadata), {
    kernelspec: { name: "deno", display_name: "Deno", language: "typescript" },
    language_info: { name: "typescript" },
    title: "Locks",
  });
});

Deno.test("reproducibleOutput names the files of a stack trace as seen from the notebook", () => {
  const cwd = Deno.cwd();
  const here = pathToFileURL(Deno.realPathSync(cwd)).href;
  const error = {
    output_type: "error" as const,
    ename: "Error",
    evalue: `no ${here}/a.ts`,
    traceback: [
      `    at f (${here}/lib/b.ts:3:5)`,
      `    at ${here}/c.ts:1:2`,
      `Module "${here}/nope.ts" not found`,
    ],
  };
  assert.deepEqual(reproducibleOutput(error, { number: 1, cwd }), {
    ...error,
    evalue: "no a.ts",
    traceback: ["    at f (lib/b.ts:3:5)", "    at c.ts:1:2", 'Module "nope.ts" not found'],
  });
});
