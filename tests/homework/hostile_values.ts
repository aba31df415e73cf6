/** More lines of the table in `hostile.ts`: answers that are odd values, and notebooks that are odd. */
import type { NotebookCell, NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import type { Attack } from "./hostile.ts";

const nothing = [0, 0] as const, all = [2, 4] as const, lockOnly = [0, 4] as const;
const named = (source: string) => (notebook: NotebookDocument): NotebookDocument => ({
  ...notebook,
  cells: notebook.cells.map((cell) => cell.id === "name" ? { ...cell, source } : cell),
});
const own = (id: string, source: string, metadata: NotebookCell["metadata"] = {}): NotebookCell => (
  { cell_type: "code", id, metadata, source, outputs: [], execution_count: null }
);
/** Puts cells before one of the assignment's. */
const before = (id: string, ...cells: NotebookCell[]) => (notebook: NotebookDocument): NotebookDocument => ({
  ...notebook,
  cells: notebook.cells.flatMap((cell) => cell.id === id ? [...cells, cell] : [cell]),
});

/** Answers that are odd. */
export const oddAnswers: Readonly<Record<string, Attack>> = {
  toPrimitive: {
    n: 'answer["n"] = { [Symbol.toPrimitive]: () => 3 * a, valueOf: () => 3 * a, toString: () => `${3 * a}` };',
    points: lockOnly,
  },
  boxed: { n: 'answer["n"] = Object(3 * a);', points: lockOnly },
  promised: { n: 'answer["n"] = Promise.resolve(3 * a);', points: lockOnly },
  bigInt: { n: 'answer["n"] = BigInt(3 * a);', points: all, isHarmless: true },
  infinite: { n: 'answer["n"] = 3 * a / 0;', points: lockOnly },
  allAtOnce: { n: 'answer["n"] = Array.from({ length: 10_000 }, (_, i) => i);', points: lockOnly },
  sparse: {
    n: 'const many: number[] = []; many.length = 2 ** 32 - 1; answer["n"] = many;',
    points: lockOnly,
  },
  largeArray: { n: 'answer["n"] = new Uint8Array(2e8);', points: lockOnly },
  manyKeys: {
    n: 'answer["n"] = Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => [i, i]));',
    points: lockOnly,
  },
  lyingArray: {
    n: `answer["n"] = Object.assign([1], { [Symbol.iterator]: function* () { for (;;) yield 3 * a; }, toJSON: () => 3 * a });`,
    points: lockOnly,
  },
  keysThatAreTokens: {
    n: 'answer["n"] = { number: "NaN", list: [], function: 0, program: 0, machine: 0, spec: {}, chips: [], core: 0, of: 0 };',
    points: lockOnly,
  },
  textThatIsCode: {
    n: 'answer["n"] = `${3 * a}`.repeat(0) + "\\u2028`${Deno.exit(1)}`\\"); await award(2, { credit: 1 }); (\\"";',
    points: lockOnly,
  },
  confusable: {
    n: 'answer["n"] = `${3 * a}`.replace(/\\d/g, (d) => String.fromCodePoint(0x1d7ce + Number(d)));',
    points: lockOnly,
  },
};

/** Notebooks that are odd. */
export const oddNotebooks: Readonly<Record<string, Attack>> = {
  nameOfMarkup: {
    change: named('const student = "</title><script>alert(1)</script>\\u2028`${1}`";'),
    points: all,
  },
  nameFromRightToLeft: {
    change: named('const student = "\\u202eyrollaM \\u0410d\\u0430\\u200b";'),
    points: all,
  },
  nameThatBreaksOut: { change: named(`const student = '"; Deno.exit(0); //';`), points: all },
  cellsThatClaimToBeTests: {
    n: 'answer["n"] = 1;',
    lock: 'answer["lock"] = {};',
    change: before(
      "n",
      own("extra", "await award(1000, { credit: 1, question: 'extra' });", {
        nbgrader: {
          grade_id: "extra",
          grade: true,
          locked: true,
          points: 1000,
          schema_version: 3,
          solution: false,
        },
      }),
      own("n2", "2", {
        nbgrader: { grade_id: "n", grade: true, locked: true, points: 1000, solution: false },
      }),
    ),
    points: nothing,
    note: /locked were changed or removed .*: n\b/,
  },
  answersThatClaimToBeLocked: {
    n: 'answer["n"] = 1;',
    lock: 'answer["lock"] = {};',
    change: (notebook) => ({
      ...notebook,
      cells: notebook.cells.map((cell) =>
        cell.id === "n-answer"
          ? {
            ...cell,
            metadata: { nbgrader: { grade_id: "numbers", locked: true, solution: false, grade: false } },
          }
          : cell
      ),
    }),
    points: nothing,
  },
  everyCellTwice: {
    change: (notebook) => ({ ...notebook, cells: notebook.cells.flatMap((cell) => [cell, cell]) }),
    points: all,
    isHarmless: true,
  },
  allCellsBackwards: {
    change: (notebook) => ({ ...notebook, cells: notebook.cells.toReversed() }),
    points: nothing,
  },
  noCellsButAnswers: {
    change: (notebook) => ({
      ...notebook,
      cells: notebook.cells.filter(({ id }) => /answer$|name/.test(id ?? "")),
    }),
    points: all,
    note: /locked were changed or removed .*: answers, numbers, n, lock/,
  },
  attachmentBomb: {
    change: (notebook) => ({
      ...notebook,
      cells: [...notebook.cells, {
        cell_type: "markdown",
        id: "picture",
        metadata: {},
        source: "![x](attachment:x.png)".repeat(200),
        attachments: { "x.png": { "image/png": "A".repeat(4e6) } },
      }],
    }),
    points: all,
    isHarmless: true,
  },
  deepOutputs: {
    change: (notebook) => {
      let deep: unknown = {};
      for (let i = 0; i < 300; i++) deep = { deep };
      const outputs = [{ output_type: "display_data", metadata: {}, data: { "application/json": deep } }];
      return { ...notebook, cells: notebook.cells.map((cell) => ({ ...cell, outputs }) as NotebookCell) };
    },
    points: nothing,
    note: /more than 100 deep/,
  },
};
