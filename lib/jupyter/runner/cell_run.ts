/**
 * One cell while it runs: what the kernel publishes is passed on until all of it is out.
 *
 * The kernel says that a cell is done *before* all outputs of the cell are out. They do come in order,
 * though. So after each cell we have the kernel run a *barrier*, a silent request that publishes one
 * message of a made-up type: when that message arrives, everything of the cell has arrived before it.
 */
import type { JsonObject, Message } from "./messages.ts";
import { HEARD, LATE_ERROR, renewStop, STOPPABLE } from "./preamble.ts";
import { explain, readError } from "./read_error.ts";

/** How a cell came to its end. */
export interface CellEnd {
  /** `interrupted`: it has not come to its own end. `died`: the kernel process ended. */
  readonly status: "ok" | "error" | "interrupted" | "died";
  /** How many cells this kernel has run, or null if it did not say. */
  readonly executionCount: number | null;
  /** How it died. */
  readonly reason?: string;
}

/** Who hears of a cell while it runs. */
export interface CellListener {
  /** Gets all that the cell publishes, errors of every kind among it, in order; late outputs too. */
  readonly onPublished: (message: Message) => void;
  /** Told of an error that nobody can catch. It may be that the cell never ends after it. */
  readonly onLateError?: () => void;
  /** Gets questions to the user; unless given, there is nobody who could answer. */
  readonly onAsked?: (message: Message) => void;
}

/** How the kernel runs code. */
export interface RequestHow {
  /** Whether it is code of ours, which is not counted. */
  readonly silent?: boolean;
  /** Whether it may ask the user for input. */
  readonly allowStdin?: boolean;
}

/** A cell that runs, or has run. */
export class CellRun {
  /** Whether it is to end before its own end. */
  isInterrupted = false;
  /** Whether it measures something that ends by itself, with what it has, when it is asked to stop. */
  isStoppable = false;
  /** Whether it has heard that it is to stop: then it awaits something. */
  hasHeard = false;
  /** Whether its code has come to an end; its outputs may still be on their way. */
  hasReplied = false;
  readonly #code: string;
  readonly #listener: CellListener;
  readonly #barrier = `x-barrier-${crypto.randomUUID()}`;
  readonly #passed = Promise.withResolvers<void>();
  #hasFailed = false;
  #failedLate = false;

  /** A cell that is about to run. */
  constructor(code: string, listener: CellListener) {
    this.#code = code;
    this.#listener = listener;
  }

  /** Takes a message that the kernel has published, whatever its parent: late outputs name a wrong one. */
  take(message: Message): void {
    const { type, content } = message;
    if (type === this.#barrier) return this.#passed.resolve();
    if (type === HEARD) return void (this.hasHeard = true);
    if (type === STOPPABLE) return void (this.isStoppable = Number(content.underWay) > 0);
    if (type !== LATE_ERROR && type !== "error") return this.#listener.onPublished(message);
    this.#publishError(readError(content, this.#code));
    if (type !== LATE_ERROR) return;
    this.#failedLate = true;
    this.#listener.onLateError?.();
  }

  /**
   * Runs it, and resolves when all is out. Never settles if the kernel hangs.
   *
   * @param request has the kernel run code, and resolves with the content of its reply
   */
  async run(request: (code: string, how: RequestHow) => Promise<JsonObject>): Promise<CellEnd> {
    const reply = await request(this.#code, { allowStdin: this.#listener.onAsked !== undefined });
    this.hasReplied = true;
    const barrier = `Deno.jupyter.broadcast("${this.#barrier}", {})`;
    const { status } = await request((this.isInterrupted ? renewStop : "") + barrier, { silent: true });
    if (status === "ok") await this.#passed.promise;
    const isOk = reply.status === "ok" && !this.#failedLate;
    if (reply.status !== "ok" && !this.#hasFailed && !this.isInterrupted) {
      this.#publishError(await explain(this.#code, reply));
    }
    return {
      status: isOk ? "ok" : this.isInterrupted ? "interrupted" : "error",
      executionCount: typeof reply.execution_count === "number" ? reply.execution_count : null,
    };
  }

  #publishError(content: JsonObject): void {
    this.#hasFailed = true;
    const id = crypto.randomUUID();
    this.#listener.onPublished({ id, type: "error", parent: {}, metadata: {}, content });
  }
}
