/** A Deno kernel to run cells in, without Jupyter. */
import { type CellEnd, type CellListener, CellRun, type RequestHow } from "./cell_run.ts";
import { Channels } from "./channels.ts";
import { KernelProcess, type KernelProcessOptions } from "./kernel_process.ts";
import type { JsonObject } from "./messages.ts";
import type { Output } from "./nbformat.ts";
import { type Displays, OutputCollector } from "./outputs.ts";
import { ownTime, withinOwn } from "./own_time.ts";
import { LATE, within } from "./patience.ts";
import { preamble } from "./preamble.ts";

const START_TIMEOUT_MS = 60_000;
/** How long a cell has to end after an interrupt. */
const INTERRUPT_GRACE_MS = 2_000;
const ATTEMPTS_TO_START = 3;
/** How one cell is run. */
export interface ExecuteOptions {
  /**
   * How long it may take before it is interrupted; ten minutes by default. Time in which the kernel stands in
   * line for a processor does not count, up to five times as much.
   */
  readonly timeoutMs?: number;
  /** A kernel that it waits for, or that waits for it: time in which that stands in line counts as little. */
  readonly beside?: Kernel;
  /** Told of each output as it comes (streams in the pieces they come in). */
  readonly onOutput?: (output: Output) => void;
  /** How many characters of output are kept; what comes after is dropped, and an error output says so. */
  readonly outputLimit?: number;
}

/** What came of running one cell. */
export interface Execution {
  /** The outputs in order. Until the next cell starts, late ones (from a timer, say) are still added. */
  readonly outputs: readonly Output[];
  /** `timed out`: it was interrupted. `died`: the kernel process ended. All but `ok` have an error output. */
  readonly status: "ok" | "error" | "timed out" | "died";
  /** How many cells this kernel has run, or null if it did not say. */
  readonly executionCount: number | null;
}

/** A running kernel. It runs one cell at a time. */
export class Kernel implements AsyncDisposable {
  readonly #process: KernelProcess;
  readonly #channels: Channels;
  /** Resolves with the reason when the kernel can no longer be talked to. */
  readonly lost: Promise<string>;
  readonly #displays: Displays = new Map();
  #ended = false;
  #cell: CellRun | undefined;

  private constructor(process: KernelProcess, channels: Channels) {
    this.#process = process;
    this.#channels = channels;
    this.lost = this.#watch();
  }

  /**
   * Starts a kernel and waits until it is ready.
   *
   * @throws {Deno.errors.NotFound} if the folder `cwd` does not exist.
   * @throws {Error} if the kernel does not start, with what it wrote to its standard error.
   * @example
   * ```ts ignore
   * await using kernel = await Kernel.start({ cwd: "notebooks" });
   * const { outputs } = await kernel.execute("6 * 7");
   * ```
   */
  static async start(options: KernelProcessOptions): Promise<Kernel> {
    for (let attempt = 1;; attempt++) {
      const process = KernelProcess.start(options);
      const kernel = await within(START_TIMEOUT_MS, Kernel.#connect(process));
      if (kernel instanceof Kernel) {
        await kernel.#request(preamble, { silent: true });
        return kernel;
      }
      process.kill();
      const how = await process.death;
      // It may have died because another program has taken one of its ports in the meantime.
      if (kernel === LATE || attempt === ATTEMPTS_TO_START) {
        const why = kernel === LATE ? `it was not ready after ${START_TIMEOUT_MS / 1000} s` : how;
        throw new Error(`the Deno kernel did not start: ${why}\n${process.lastWords}`.trim());
      }
    }
  }

  /** Undefined if the process ends before it is ready. */
  static async #connect(process: KernelProcess): Promise<Kernel | undefined> {
    while (!process.exited) {
      try {
        const kernel = new Kernel(process, await Channels.connect(process.connection));
        const ready = await Promise.race([kernel.#whenReady(), kernel.lost]) === true;
        process.removeConnectionFile();
        return ready ? kernel : undefined;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 10)); // it is not listening yet
      }
    }
  }

  /** The kernel publishes nothing to us until it has seen our subscription: ask until it does. */
  async #whenReady(): Promise<true> {
    const published = new Promise<void>((resolve) => this.#channels.onPublished = () => resolve());
    do await this.#channels.request("shell", "kernel_info_request", {}); while (
      await within(50, published) === LATE
    );
    return true;
  }

  /** Whether cells can be run: false after the process has ended. */
  get alive(): boolean {
    return !this.#ended;
  }

  /** Begins to count the time that this kernel takes, with another that it waits for: see {@link ownTime}. */
  ownTime(beside?: Kernel): () => number {
    return ownTime([this, beside].flatMap((kernel) => kernel === undefined ? [] : [kernel.#process.pid]));
  }

  /**
   * Runs one cell and waits for all of its outputs. When it takes too long, it is interrupted; if that
   * does not help in two seconds, the kernel is killed. In a kernel that has ended, a cell gives `died`.
   * An error that is thrown late, in a timer say, ends the cell that runs then; if it has not ended two
   * seconds later, the kernel is killed.
   *
   * @example
   * ```ts ignore
   * const { status, outputs } = await kernel.execute("while (true);", { timeoutMs: 1000 });
   * assert.equal(status, "timed out");
   * ```
   */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    const { timeoutMs = 600_000, beside, onOutput, outputLimit } = options;
    const soFar = this.ownTime(beside);
    const collector = new OutputCollector(this.#displays, outputLimit);
    const fail = (ename: string, evalue: string, traceback = [`${ename}: ${evalue}`]): void => {
      const output = collector.add({ output_type: "error", ename, evalue, traceback });
      onOutput?.(output);
    };
    const late = Promise.withResolvers<void>();
    const done = this.run(code, {
      onPublished: (message) => {
        const output = collector.take(message);
        if (output !== undefined) onOutput?.(output);
      },
      onLateError: late.resolve,
    });
    const inGrace = late.promise.then(() => within(INTERRUPT_GRACE_MS, done));
    const result = await withinOwn(timeoutMs, soFar, Promise.race([done, inGrace]));

    if (result === LATE && await within(0, late.promise) !== LATE) {
      await this.kill(); // interrupting would not end a cell that awaits something
      return { outputs: collector.outputs, status: "error", executionCount: null };
    }
    if (result === LATE) {
      this.interrupt();
      const stubborn = await within(INTERRUPT_GRACE_MS, done) === LATE;
      if (stubborn) await this.kill();
      const how = stubborn ? "did not react to an interrupt, so the kernel was killed" : "was interrupted";
      fail("CellTimeout", `the cell took longer than ${timeoutMs / 1000} s and ${how}`);
      return { outputs: collector.outputs, status: "timed out", executionCount: null };
    }
    const { status, executionCount, reason } = result;
    if (reason !== undefined) {
      fail("KernelDied", reason, [`KernelDied: ${reason}`, ...this.lastWords.split("\n")]);
    }
    return {
      outputs: collector.outputs,
      status: status === "interrupted" ? "error" : status,
      executionCount,
    };
  }

  /**
   * Runs one cell for as long as it takes, and resolves when all that it has published is out.
   *
   * @example
   * ```ts ignore
   * const { status } = await kernel.run("6 * 7", { onPublished: ({ type }) => console.log(type) });
   * ```
   */
  async run(code: string, listener: CellListener): Promise<CellEnd> {
    const cell = this.#cell = new CellRun(code, listener);
    this.#channels.onPublished = (message) => cell.take(message);
    this.#channels.onAsked = listener.onAsked ?? (() => {});
    const end = await Promise.race([cell.run((code, how) => this.#request(code, how)), this.lost]);
    return typeof end === "string" ? { status: "died", executionCount: null, reason: end } : end;
  }

  /** Asks the kernel something else than to run code; it answers when no cell runs. */
  async ask(type: string, content: JsonObject): Promise<JsonObject> {
    return (await this.#channels.request("shell", type, content)).content;
  }

  /** Gives the user's answer to a question. */
  async answer(content: JsonObject): Promise<void> {
    await this.#channels.answer("input_reply", content);
  }

  /** Whether its cell measures something that ends by itself, with what it has, when it is asked to stop. */
  get isStoppable(): boolean {
    return this.#cell?.isStoppable ?? false;
  }

  /** Whether its cell has heard that it is to stop: then it awaits something. */
  get hasHeard(): boolean {
    return this.#cell?.hasHeard ?? false;
  }

  /** Whether the code of its cell has come to an end; its outputs may still be on their way. */
  get hasReplied(): boolean {
    return this.#cell?.hasReplied ?? true;
  }

  /** Asks the cell that runs to stop, where there is a way to; it hears of it when it awaits something. */
  askToStop(): void {
    if (this.#cell) this.#cell.isInterrupted = true;
    this.#process.signal("SIGINT");
  }

  /** Breaks off what the cell computes. A cell that awaits something stands still then, and for good. */
  interrupt(): void {
    if (this.#cell) this.#cell.isInterrupted = true;
    this.#channels.request("control", "interrupt_request", {}).catch(() => {}); // it may be past answering
  }

  /** The end of what the kernel process wrote to its standard error. */
  get lastWords(): string {
    return this.#process.lastWords;
  }

  async #request(code: string, { silent = false, allowStdin = false }: RequestHow): Promise<JsonObject> {
    const content = { code, silent, store_history: !silent, stop_on_error: false };
    const fixed = { user_expressions: {}, allow_stdin: allowStdin };
    try {
      return (await this.#channels.request("shell", "execute_request", { ...content, ...fixed })).content;
    } catch {
      return await new Promise(() => {}); // the kernel has hung up, which `lost` tells
    }
  }

  /** Asks the kernel to end and waits until it has; kills it if it does not. */
  async shutdown(): Promise<void> {
    if (this.#ended) return;
    this.#channels.request("control", "shutdown_request", { restart: false }).catch(() => {});
    await within(INTERRUPT_GRACE_MS, this.#process.death);
    await this.kill();
  }

  /**
   * Ends the kernel at once and waits until it has ended.
   *
   * @param reason what a cell that is running is told
   */
  async kill(reason?: string): Promise<void> {
    this.#process.kill(reason);
    await this.lost;
  }

  /** Shuts down at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #watch(): Promise<string> {
    const error = await Promise.race([this.#channels.closed, this.#process.death]);
    this.#process.kill(); // it has ended, or there is no talking to it any more
    const death = await this.#process.death;
    await within(500, this.#channels.closed); // what it published last may still be on its way
    this.#channels.close();
    this.#ended = true;
    return error instanceof Error ? error.message : death;
  }
}
