/**
 * The kernel that Jupyter talks to. Deno's own kernel runs the cells behind it; between the two
 *
 * - errors of every kind are told, with the line in question (`jupyter/runner/read_error.ts`),
 * - `idle` is held back until all outputs of a cell are out (`jupyter/runner/cell_run.ts`),
 * - cells that wait are aborted after one that failed,
 * - the stop button stops (`stop.ts`), and a kernel that has died is replaced, and the cell says so,
 * - types are checked while one works (`assistant.ts`), and modules that have changed are told
 *   (`loaded_modules.ts`).
 */
import type { ConnectionInfo } from "../runner/connection.ts";
import type { CellEnd } from "../runner/cell_run.ts";
import { Kernel } from "../runner/kernel.ts";
import type { JsonObject, Message } from "../runner/messages.ts";
import { within } from "../runner/patience.ts";
import type { CellError } from "../runner/read_error.ts";
import { type Answer, answers } from "./answers.ts";
import { Assistant } from "./assistant.ts";
import { LoadedModules } from "./loaded_modules.ts";
import { type Remark, staleRemark } from "./remarks.ts";
import { KernelSockets, type Request } from "./sockets.ts";
import { stop } from "./stop.ts";

/** A cell that runs. */
interface Running {
  readonly request: Request;
  /** What it has failed with, so far. */
  error?: CellError;
  /** Whether it has been told to stop. */
  isStopped?: boolean;
}

/** What a user has to know who goes on in a new kernel. */
const AFRESH = "a new one runs now, without what earlier cells have defined: run them again";
/** So long a cell that is done waits for remarks on it; later ones come all the same. */
const REMARK_MS = 250;
/** So long a cell waits until it is known what the one before has imported; a tenth of that is usual. */
const NOTE_MS = 2_000;
/** What the kernel says to us, and not to a front end. */
const OURS: ReadonlySet<string> = new Set(["status", "execute_input"]);

/** The lab's kernel. */
export class LabKernel {
  /** Resolves when a front end has shut it down. */
  readonly ended: Promise<void>;
  readonly #end: () => void;
  readonly #cwd: string;
  readonly #sockets: KernelSockets;
  readonly #assistant: Assistant;
  #modules: LoadedModules;
  /** Settles when it is known what the cell before has imported. */
  #noted: Promise<void> = Promise.resolve();
  #kernel: Promise<Kernel>;
  readonly #waiting: Request[] = [];
  #running: Running | undefined;
  /** The header of the request that ran last: late outputs are its. */
  #latest: JsonObject = {};
  #count = 0;
  #isShuttingDown = false;

  /**
   * Listens, and starts a kernel that runs cells.
   *
   * @param options the folder in which cells run
   * @throws {Deno.errors.AddrInUse} if somebody listens there already
   */
  constructor(connection: ConnectionInfo, options: { readonly cwd: string }) {
    ({ promise: this.ended, resolve: this.#end } = Promise.withResolvers<void>());
    this.#cwd = options.cwd;
    this.#assistant = new Assistant(options.cwd);
    this.#modules = new LoadedModules(options.cwd);
    this.#kernel = this.#start();
    this.#sockets = new KernelSockets(connection, (request) => {
      this.#take(request).catch(console.error); // a front end that asks amiss ends nobody
    });
  }

  #start(): Promise<Kernel> {
    const started = Kernel.start({ cwd: this.#cwd });
    started.then((kernel) => kernel.lost.then((reason) => this.#replace(kernel, reason)), () => {});
    return started;
  }

  /** Puts a new kernel in place of one that has ended. */
  #replace(kernel: Kernel, reason: string): void {
    if (this.#isShuttingDown) return;
    const why = this.#running?.isStopped ? "the cell did not stop, so the kernel was ended" : reason;
    this.#fail("KernelDied", `${why}; ${AFRESH}`, kernel.lastWords);
    this.#assistant.forget();
    this.#modules = new LoadedModules(this.#cwd);
    this.#kernel = this.#start();
  }

  async #take(request: Request): Promise<void> {
    if (request.channel === "stdin") {
      if (request.type === "input_reply") await (await this.#kernel).answer(request.content);
      return;
    }
    if (request.type === "execute_request") {
      this.#waiting.push(request);
      if (this.#running === undefined) await this.#runAll();
      return;
    }
    this.#status("busy", request.header);
    if (request.type === "interrupt_request") {
      request.reply("interrupt_reply", { status: "ok" });
      void this.#stop();
    } else if (request.type === "shutdown_request") {
      await this.#shutdown(request);
    } else {
      const [type, content] = await this.#answer(request) ?? [];
      if (type !== undefined) request.reply(type, content!);
    }
    this.#status("idle", request.header);
    if (this.#running) this.#status("busy", this.#running.request.header);
  }

  async #answer({ type, content }: Request): Promise<Answer | undefined> {
    if (type === "inspect_request") return await this.#assistant.inspect(content);
    if (type !== "complete_request") return answers[type]?.(content);
    if (this.#assistant.isOn || this.#running) return await this.#assistant.complete(content);
    return ["complete_reply", await (await this.#kernel).ask(type, content)]; // which knows no types
  }

  async #runAll(): Promise<void> {
    for (let request = this.#waiting.shift(); request; request = this.#waiting.shift()) {
      this.#running = { request };
      this.#latest = request.header;
      this.#status("busy", request.header);
      await this.#run(this.#running);
      this.#running = undefined;
      this.#status("idle", request.header);
    }
  }

  async #run(running: Running): Promise<void> {
    const { request } = running, { code, silent = false, store_history = true } = request.content;
    if (!silent && store_history) this.#count++;
    const numbered = { execution_count: this.#count };
    if (!silent) this.#sockets.publish("execute_input", { code, ...numbered }, request.header);
    await within(NOTE_MS, this.#noted);
    const changed = this.#modules.changed();
    if (changed.length > 0) this.#remark(staleRemark(changed), request.header);
    this.#noted = this.#modules.note(String(code));
    const isBehind = this.#assistant.isBehind;
    const checked = silent ? undefined : this.#assistant.remarkOn(String(code)); // while it runs
    const { status } = await this.#runInside(request);
    const told = checked?.then((remark) => this.#remark(remark, request.header));
    if (status === "ok" && !isBehind) await within(REMARK_MS, Promise.resolve(told));
    if (status === "ok" && !running.isStopped) {
      return request.reply("execute_reply", { status, ...numbered, payload: [], user_expressions: {} });
    }
    request.reply("execute_reply", { status: "error", ...numbered, ...running.error });
    if (request.content.stop_on_error !== false) this.#abort(request.header.session);
  }

  async #runInside({ header, content: { code, allow_stdin } }: Request): Promise<CellEnd> {
    const failed: CellEnd = { status: "error", executionCount: null };
    let kernel: Kernel;
    try {
      kernel = await this.#kernel;
    } catch (error) {
      this.#fail("KernelDied", (error as Error).message);
      this.#kernel = this.#start();
      return failed;
    }
    return await kernel.run(String(code), {
      onPublished: (message) => this.#publish(message),
      ...(allow_stdin === true &&
        { onAsked: ({ type, content }) => this.#sockets.ask(type, content, header) }),
    });
  }

  /** Says something below a cell. */
  #remark(remark: Remark | undefined, parent: JsonObject): void {
    if (remark !== undefined) this.#sockets.publish("display_data", remark, parent);
  }

  /** Passes on what a cell has published. */
  #publish({ type, content, metadata }: Message): void {
    if (OURS.has(type)) return;
    if (type === "error" && this.#running) {
      if (this.#running.isStopped) return; // it has been told of
      this.#running.error = content as CellError;
    }
    const numbered = type === "execute_result" ? { ...content, execution_count: this.#count } : content;
    this.#sockets.publish(type, numbered, this.#latest, metadata);
  }

  /** An error of the kernel, and not of the cell. */
  #fail(ename: string, evalue: string, more = ""): void {
    const error = { ename, evalue, traceback: `${ename}: ${evalue}\n${more}`.trim().split("\n") };
    if (this.#running) this.#running.error = error;
    this.#sockets.publish("error", error, this.#latest);
  }

  async #stop(): Promise<void> {
    const running = this.#running, kernel = await this.#kernel.catch(() => undefined);
    if (running === undefined || kernel === undefined) return;
    const isSecond = running.isStopped ?? false;
    if (!isSecond) {
      this.#fail(
        "Interrupted",
        kernel.isStoppable
          ? "what has been measured so far is kept; to break off at once, stop again"
          : "the cell was stopped",
      );
    }
    running.isStopped = true;
    await stop(kernel, { isRunning: () => this.#running === running, atOnce: isSecond });
  }

  /** Tells a front end that the cells which it has sent do not run any more. */
  #abort(session: unknown): void {
    const [its, others] = [[], []] as [Request[], Request[]];
    for (const request of this.#waiting) (request.header.session === session ? its : others).push(request);
    this.#waiting.splice(0, Infinity, ...others);
    for (const request of its) {
      this.#status("busy", request.header);
      request.reply("execute_reply", { status: "aborted" });
      this.#status("idle", request.header);
    }
  }

  async #shutdown(request: Request): Promise<void> {
    const content = { status: "ok", restart: request.content.restart ?? false };
    this.#waiting.length = 0;
    this.#isShuttingDown = true;
    await this.#kernel.then((kernel) => kernel.kill(), () => {});
    request.reply("shutdown_reply", content);
    this.#sockets.publish("shutdown_reply", content, request.header);
    this.#assistant[Symbol.dispose]();
    setTimeout(() => {
      this.#sockets[Symbol.dispose]();
      this.#end();
    }, 100); // so that they hear of it
  }

  #status(execution_state: "busy" | "idle", parent: JsonObject): void {
    this.#sockets.publish("status", { execution_state }, parent);
  }
}
