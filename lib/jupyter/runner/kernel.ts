/**
 * A Deno kernel to run cells in, without Jupyter.
 *
 * The kernel says that a cell is done *before* all outputs of the cell are out. They do come in order,
 * though. So after each cell we have the kernel run a *barrier*, a silent request that publishes one
 * message of a made-up type: when that message arrives, everything of the cell has arrived before it.
 */
import { Channels } from "./channels.ts";
import { KernelProcess, type KernelProcessOptions } from "./kernel_process.ts";
import type { JsonObject } from "./messages.ts";
import type { Output } from "./nbformat.ts";
import { type Displays, errorsIn, OutputCollector } from "./outputs.ts";
import { LATE, within } from "./patience.ts";
import { syntaxError } from "./syntax_error.ts";

const START_TIMEOUT_MS = 60_000;
const INTERRUPT_GRACE_MS = 2_000;
const ATTEMPTS_TO_START = 3;
/** The type of the message that a late error is told with. */
const LATE_ERROR = "x-late-error";

/**
 * An error that nobody can catch, such as one thrown in a timer, is lost in Deno's kernel, and a cell that
 * awaits anything then stands still for half a minute. So the kernel is told to tell us.
 */
const reportLateErrors = `{
  const { broadcast } = Deno.jupyter;
  const tell = (event, error) => {
    event.preventDefault();
    const isError = error instanceof Error;
    broadcast("${LATE_ERROR}", {
      ename: isError ? error.name : "Error",
      evalue: isError ? error.message : String(error),
      traceback: [isError && error.stack || String(error)],
    });
  };
  addEventListener("error", (event) => tell(event, event.error));
  addEventListener("unhandledrejection", (event) => tell(event, event.reason));
}`;

/** How one cell is run. */
export interface ExecuteOptions {
  /** How long it may take before it is interrupted; ten minutes by default. */
  readonly timeoutMs?: number;
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
  readonly #lost: Promise<string>;
  readonly #displays: Displays = new Map();
  #ended = false;

  private constructor(process: KernelProcess, channels: Channels) {
    this.#process = process;
    this.#channels = channels;
    this.#lost = this.#watch();
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
        await kernel.#request(reportLateErrors, { silent: true });
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
        const ready = await Promise.race([kernel.#whenReady(), kernel.#lost]) === true;
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
    const { timeoutMs = 600_000, onOutput, outputLimit } = options;
    const collector = new OutputCollector(this.#displays, outputLimit);
    const fail = (ename: string, evalue: string, traceback = [`${ename}: ${evalue}`]): void => {
      const output = collector.add({ output_type: "error", ename, evalue, traceback });
      onOutput?.(output);
    };
    const late = Promise.withResolvers<void>();
    const done = this.#run(code, collector, { onOutput, onLateError: late.resolve });
    const inGrace = late.promise.then(() => within(INTERRUPT_GRACE_MS, Promise.race([done, this.#lost])));
    const result = await within(timeoutMs, Promise.race([done, this.#lost, inGrace]));

    if (result === LATE && await within(0, late.promise) !== LATE) {
      await this.kill(); // interrupting would not end a cell that awaits something
      return { outputs: collector.outputs, status: "error", executionCount: null };
    }
    if (typeof result === "string") {
      fail("KernelDied", result, [`KernelDied: ${result}`, ...this.#process.lastWords.split("\n")]);
      return { outputs: collector.outputs, status: "died", executionCount: null };
    }
    if (result === LATE) {
      this.#channels.request("control", "interrupt_request", {}).catch(() => {}); // it may be past answering
      const stubborn = await within(INTERRUPT_GRACE_MS, Promise.race([done, this.#lost])) === LATE;
      if (stubborn) await this.kill();
      const how = stubborn ? "did not react to an interrupt, so the kernel was killed" : "was interrupted";
      fail("CellTimeout", `the cell took longer than ${timeoutMs / 1000} s and ${how}`);
      return { outputs: collector.outputs, status: "timed out", executionCount: null };
    }
    const isLate = await within(0, late.promise) !== LATE;
    if (result.status !== "ok" && errorsIn(collector.outputs).length === 0) {
      fail(...await explain(code, result));
    }
    return {
      outputs: collector.outputs,
      status: result.status === "ok" && !isLate ? "ok" : "error",
      executionCount: typeof result.execution_count === "number" ? result.execution_count : null,
    };
  }

  /** Runs a cell, then the barrier; the content of the cell's reply. Never settles if the kernel hangs. */
  async #run(
    code: string,
    collector: OutputCollector,
    { onOutput, onLateError }: {
      onOutput: ((output: Output) => void) | undefined;
      onLateError: () => void;
    },
  ): Promise<JsonObject> {
    const barrier = `x-barrier-${crypto.randomUUID()}`;
    const passed = Promise.withResolvers<void>();
    this.#channels.onPublished = (message) => {
      if (message.type === barrier) return passed.resolve();
      const isLate = message.type === LATE_ERROR;
      // whatever its parent: late outputs name a wrong one
      const output = collector.take(isLate ? { ...message, type: "error" } : message);
      if (output !== undefined) onOutput?.(output);
      if (isLate) onLateError();
    };
    const reply = await this.#request(code, { silent: false });
    const { status } = await this.#request(`Deno.jupyter.broadcast("${barrier}", {})`, { silent: true });
    if (status === "ok") await passed.promise;
    return reply;
  }

  async #request(code: string, { silent }: { silent: boolean }): Promise<JsonObject> {
    const content = { code, silent, store_history: !silent, stop_on_error: false };
    const fixed = { user_expressions: {}, allow_stdin: false };
    try {
      return (await this.#channels.request("shell", "execute_request", { ...content, ...fixed })).content;
    } catch {
      return await new Promise(() => {}); // the kernel has hung up, which #lost tells
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
    await this.#lost;
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

/** Name and message of an error the kernel does not explain. */
async function explain(code: string, reply: JsonObject): Promise<[name: string, message: string]> {
  if (reply.evalue !== "Execution failed") {
    return [String(reply.ename ?? "Error"), String(reply.evalue ?? "")];
  }
  const reason = await syntaxError(code);
  if (reason !== undefined) return ["SyntaxError", reason];
  return [
    "Error",
    "the kernel could not run this cell, which is no syntax error: an import may name a package that " +
    "cannot be loaded",
  ];
}
