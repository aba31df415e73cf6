/** Runs a notebook from top to bottom and says what went wrong. */
import { HEADLESS } from "../../notebook/headless.ts";
import { codeCells, type NumberedCell } from "./document.ts";
import { type Execution, Kernel } from "./kernel.ts";
import type { NotebookDocument, Output } from "./nbformat.ts";
import { errorsIn } from "./outputs.ts";
import { firstLine, type Problem, type ProblemKind } from "./problem.ts";
import { reproducibleMetadata, reproducibleOutput } from "./reproducible.ts";

/** Where a run has got to. */
export interface CellProgress {
  /** Whether the cell is about to run or has run. */
  readonly state: "starts" | "done";
  /** The cell's number, from 1. */
  readonly number: number;
  /** How many cells there are to run. */
  readonly count: number;
  /** The first line of the cell. */
  readonly firstLine: string;
  /** What was wrong with the cell; empty before it has run. */
  readonly problems: readonly Problem[];
}

/** How a notebook is run. */
export interface RunNotebookOptions {
  /** The folder the kernel runs in: the one the notebook is in, so that its imports work. */
  readonly cwd: string;
  /** What problems call the notebook, usually its path. */
  readonly name: string;
  /** How long one cell may take; ten minutes by default. */
  readonly timeoutMs?: number;
  /** Environment variables for the kernel. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told before and after each cell. */
  readonly onCell?: (progress: CellProgress) => void;
  /** Whether to run the cells after one that failed, in a new kernel if need be. */
  readonly keepGoing?: boolean;
}

/** What came of running a notebook. */
export interface NotebookRun {
  /** The notebook with its new outputs; cells that were not run have none. */
  readonly document: NotebookDocument;
  /** What went wrong, in the order of the cells. */
  readonly problems: readonly Problem[];
}

/**
 * Runs all code cells in a fresh kernel. Equal results give equal documents: cells are numbered 1 to n,
 * and nothing that depends on the time, the run or the folder the project is in is kept.
 *
 * A cell with the tag `raises-exception` may throw.
 *
 * @throws {Error} if the kernel does not start. What goes wrong in cells is returned as problems.
 * @example
 * ```ts ignore
 * const document = await readNotebook("notebooks/locks.ipynb");
 * const run = await runNotebook(document, { cwd: "notebooks", name: "locks.ipynb" });
 * for (const problem of run.problems) console.error(formatProblem(problem));
 * ```
 */
export async function runNotebook(
  document: NotebookDocument,
  options: RunNotebookOptions,
): Promise<NotebookRun> {
  const { cwd, name, timeoutMs, onCell, keepGoing = false } = options;
  const todo = codeCells(document);
  const problems: Problem[] = [];
  const ran = new Map<number, { number: number; outputs: readonly Output[] }>();
  const env = { [HEADLESS]: "1", ...options.env };
  let kernel = await Kernel.start({ cwd, env });
  try {
    for (const cell of todo) {
      const progress = { number: cell.number, count: todo.length, firstLine: firstLine(cell.cell.source) };
      onCell?.({ ...progress, state: "starts", problems: [] });
      if (!kernel.alive) kernel = await Kernel.start({ cwd, env });
      const execution = await kernel.execute(cell.cell.source, timeoutMs === undefined ? {} : { timeoutMs });
      ran.set(cell.index, { number: cell.number, outputs: execution.outputs });
      const found = problemsOf(cell, execution, name);
      problems.push(...found);
      onCell?.({ ...progress, state: "done", problems: found });
      if (found.some(({ kind }) => STOPS_THE_RUN.has(kind)) && !keepGoing) break;
    }
  } finally {
    await kernel.shutdown();
  }
  const cells = document.cells.map((cell, index) => {
    const metadata = reproducibleMetadata(cell.metadata);
    if (cell.cell_type !== "code") return { ...cell, metadata };
    const { number = null, outputs = [] } = ran.get(index) ?? {};
    const kept = outputs.map((output) => reproducibleOutput(output, { number, cwd }));
    return { ...cell, metadata, execution_count: number, outputs: kept };
  });
  return { document: { cells, metadata: reproducibleMetadata(document.metadata) }, problems };
}

const STOPS_THE_RUN: ReadonlySet<ProblemKind> = new Set([
  "threw",
  "syntax error",
  "timed out",
  "kernel died",
]);

function problemsOf(
  { number, cell }: NumberedCell,
  { status, outputs }: Execution,
  notebook: string,
): Problem[] {
  const problem = (kind: ProblemKind, message: string): Problem => (
    { notebook, cell: number, firstLine: firstLine(cell.source), kind, message }
  );
  const errors = errorsIn(outputs);
  const said = errors.map(({ ename, evalue }) => `${ename}: ${evalue}`).join("; ");
  const tags: unknown = cell.metadata.tags;
  const mayThrow = Array.isArray(tags) && tags.includes("raises-exception");
  switch (status) {
    case "timed out":
      return [problem("timed out", errors.at(-1)!.evalue)];
    case "died":
      return [problem("kernel died", errors.at(-1)!.evalue)];
    case "error":
      if (mayThrow) return [];
      return errors[0]!.ename === "SyntaxError"
        ? [problem("syntax error", errors[0]!.evalue)]
        : [problem("threw", said)];
    case "ok": {
      const found = errors.length > 0 ? [problem("display failed", said)] : [];
      if (!callsShow(cell.source) || outputs.some(isPicture)) return found;
      return [
        ...found,
        problem("figure missing", "the cell calls show() but has no picture among its outputs"),
      ];
    }
  }
}

/**
 * Whether a cell calls `show(…)`; calls in line comments and methods called `show` do not count.
 *
 * @example
 * ```ts
 * import { callsShow } from "./run_notebook.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(callsShow("await show(lines(rows));"), true);
 * assert.equal(callsShow("// show(rows)\ndialog.show();"), false);
 * ```
 */
export function callsShow(source: string): boolean {
  return /(?<![.\w$])show\s*\(/.test(source.replaceAll(/^\s*\/\/.*$|\s\/\/ .*$/gm, ""));
}

function isPicture(output: Output): boolean {
  const pictures = /^(image\/png|text\/html|application\/vnd\.vegalite\..*)$/;
  return "data" in output && Object.keys(output.data).some((mime) => pictures.test(mime));
}
