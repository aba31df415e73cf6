/**
 * A kernel in which cells run one after the other, and that lasts: a cell that takes too long, or brings the
 * kernel down, costs itself and no other. The cells before it are run again in a new kernel, and the next one
 * follows.
 */
import * as z from "zod";
import type { Execution, Kernel } from "../jupyter/runner/kernel.ts";
import { errorsIn } from "../jupyter/runner/outputs.ts";

/**
 * Bounds on the cells of one notebook. Time in line for a processor does not count
 * (`jupyter/runner/own_time.ts`).
 */
export interface Bounds {
  /** How long one cell may take. */
  readonly cellMs: number;
  /** How long all cells may take together, with those that are run again, and the kernels' starts. */
  readonly totalMs: number;
}

const WEEK_MS = 604_800_000;

/** Bounds on time as they can be kept: a millisecond to a week. */
export const timeSchema = z.object({
  cellMs: z.number().min(1).max(WEEK_MS),
  totalMs: z.number().min(1).max(WEEK_MS),
});

/** How much one cell may put out. */
const OUTPUT_CHARACTERS = 1_000_000;

/** Runs cells in a kernel, and in a new one when that ends. */
export class Session implements AsyncDisposable {
  readonly #start: () => Promise<Kernel>;
  readonly #bounds: Bounds;
  /** How long all further cells may take. */
  #leftMs: number;
  #kernel: Kernel | undefined;
  /** Cells that later ones may build on. */
  #behind: readonly string[];

  /**
   * A session whose kernel starts with its first cell.
   *
   * @param start starts a kernel
   * @param behind cells that are to be run before
   */
  constructor(start: () => Promise<Kernel>, bounds: Bounds, behind: readonly string[] = []) {
    this.#start = start;
    this.#bounds = bounds;
    this.#leftMs = bounds.totalMs;
    this.#behind = behind;
  }

  /** The cells that have run and count; with them, a session can begin where this one is. */
  get behind(): readonly string[] {
    return this.#behind;
  }

  /**
   * Runs a cell.
   *
   * @param again what is run for it in a new kernel, should this one end: the same by default
   * @param beside a kernel that it waits for
   */
  async run(code: string, again: string = code, beside?: Kernel): Promise<Execution> {
    if (this.#leftMs <= 0) return notRun(this.#bounds.totalMs);
    const kernel = await this.kernel();
    const execution = await this.#execute(kernel, code, beside);
    if (ranOutOfMemory(execution)) await kernel.kill(); // what it has taken it keeps
    if (kernel.alive && again !== "") this.#behind = [...this.#behind, again];
    return execution;
  }

  /** A kernel in which the cells so far have run. */
  async kernel(): Promise<Kernel> {
    while (!this.#kernel?.alive) {
      const began = performance.now(), kernel = this.#kernel = await this.#start();
      this.#leftMs -= performance.now() - began;
      for (const [i, code] of this.#behind.entries()) {
        const execution = await this.#execute(kernel, code);
        if (kernel.alive && !ranOutOfMemory(execution)) continue;
        this.#behind = this.#behind.toSpliced(i, 1); // it went well the first time, but not again
        await kernel.kill();
        break;
      }
      if (this.#leftMs <= 0) break;
    }
    return this.#kernel!;
  }

  async #execute(kernel: Kernel, code: string, beside?: Kernel): Promise<Execution> {
    const timeoutMs = Math.max(1, Math.min(this.#bounds.cellMs, this.#leftMs)),
      soFar = kernel.ownTime(beside);
    const execution = await kernel.execute(code, {
      timeoutMs,
      outputLimit: OUTPUT_CHARACTERS,
      ...(beside === undefined ? {} : { beside }),
    });
    this.#leftMs -= soFar();
    return execution;
  }

  /** Ends the kernel. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#kernel?.kill();
  }
}

const ranOutOfMemory = ({ outputs }: Execution): boolean =>
  errorsIn(outputs).some(({ ename, evalue }) => ename === "RangeError" && /allocation failed/i.test(evalue));

function notRun(totalMs: number): Execution {
  const evalue = `the submission had taken ${totalMs / 1000} s already, so this cell was not run`;
  const error = { output_type: "error", ename: "OutOfTime", evalue, traceback: [evalue] } as const;
  return { outputs: [error], status: "timed out", executionCount: null };
}
