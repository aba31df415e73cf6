/**
 * Runs a submission cell by cell. A cell that takes too long, or brings the kernel down, costs itself and no other: the cells
 * before it are run again in a new kernel, and the next one follows.
 */
import type { Execution, Kernel } from "../notebook/runner/kernel.ts";
import { errorsIn } from "../notebook/runner/outputs.ts";
import type { RestoredCell } from "./restore.ts";
import type { Sandbox } from "./sandbox.ts";

/** Bounds on one submission. */
export interface Bounds {
  /** How long one cell may take. */
  readonly cellMs: number;
  /** How long all cells may take together, with those that are run again. */
  readonly totalMs: number;
}

/** How much one cell may put out. */
const OUTPUT_CHARACTERS = 1_000_000;

/**
 * Runs the code cells.
 *
 * @returns what came of each cell; undefined for prose
 */
export async function runSubmission(
  cells: readonly RestoredCell[],
  sandbox: Sandbox,
  { cellMs, totalMs }: Bounds,
): Promise<(Execution | undefined)[]> {
  const ends = performance.now() + totalMs;
  const run = (kernel: Kernel, code: string): Promise<Execution> => {
    const timeoutMs = Math.max(1, Math.min(cellMs, ends - performance.now()));
    return kernel.execute(code, { timeoutMs, outputLimit: OUTPUT_CHARACTERS });
  };
  /** Cells that later ones may build on. */
  let behind: string[] = [];
  const replay = async (): Promise<Kernel> => {
    for (;;) {
      const kernel = await sandbox.start();
      const bad = await firstStopping(behind, (code) => run(kernel, code));
      if (bad === undefined || performance.now() >= ends) return kernel;
      behind = behind.toSpliced(bad, 1); // it went well the first time, but not again
      await kernel.kill();
    }
  };
  let kernel = await sandbox.start();
  const done: (Execution | undefined)[] = [];
  try {
    for (const { cell } of cells) {
      if (cell.cell_type !== "code" || cell.source.trim() === "") {
        done.push(undefined);
        continue;
      }
      if (performance.now() >= ends) {
        done.push(notRun(totalMs));
        continue;
      }
      if (!kernel.alive) kernel = await replay();
      const execution = await run(kernel, cell.source);
      done.push(execution);
      if (ranOutOfMemory(execution)) await kernel.kill();
      if (!stopped(execution)) behind.push(cell.source);
    }
  } finally {
    await kernel.kill();
  }
  return done;
}

const stopped = (execution: Execution): boolean =>
  execution.status === "died" || execution.status === "timed out" || ranOutOfMemory(execution);

/** What it has taken it keeps, so the cells after it would have none. */
const ranOutOfMemory = ({ outputs }: Execution): boolean =>
  errorsIn(outputs).some(({ ename, evalue }) => ename === "RangeError" && /allocation failed/i.test(evalue));

async function firstStopping(
  codes: readonly string[],
  run: (code: string) => Promise<Execution>,
): Promise<number | undefined> {
  for (const [i, code] of codes.entries()) {
    if (stopped(await run(code))) return i;
  }
}

function notRun(totalMs: number): Execution {
  const evalue = `the submission had taken ${totalMs / 1000} s already, so this cell was not run`;
  const error = { output_type: "error", ename: "OutOfTime", evalue, traceback: [evalue] } as const;
  return { outputs: [error], status: "timed out", executionCount: null };
}
