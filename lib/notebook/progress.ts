/**
 * How far a long computation is, shown where its user looks: below the cell of a notebook, in one line of
 * a terminal, or as a line for each tenth in a log. In the end it says what the computation cost: in steps
 * of simulated programs and, if somebody is watching, in seconds.
 */
import { anything, called, flag, optionsOf, text } from "../input/options.ts";
import { type Broadcast, kernelBroadcast, outputsSent } from "./broadcast.ts";
import { escapeHtml } from "./escape.ts";
import { isHeadless } from "./headless.ts";

/** How far it is. */
export interface ProgressState {
  /** What is being done; may be empty. */
  readonly label: string;
  /** Steps done. */
  readonly done: number;
  /** Steps in all. */
  readonly total: number;
  /** Estimated time left in seconds, once there is anything to estimate it from. */
  readonly secondsLeft?: number | undefined;
  /** Steps of simulated programs that it took so far, if somebody counts them. */
  readonly simulatedSteps: number;
  /** What it took in seconds: in the last state, unless that has to be the same each time. */
  readonly secondsTaken?: number | undefined;
  /** Whether this is the last state that will be shown. */
  readonly isFinal: boolean;
}

/** A place where progress is shown. */
export interface ProgressSurface {
  /** The shortest time between two states worth showing, in milliseconds. */
  readonly interval: number;
  /** Shows a state in place of the one before. */
  show(state: ProgressState): void;
}

/** How a `Progress` is made. */
export interface ProgressOptions {
  /** What is being done. */
  readonly label?: string;
  /** Where to show it; found out by itself. */
  readonly surface?: ProgressSurface;
  /** Tells the time in milliseconds. */
  readonly clock?: () => number;
  /** When the task began, by that clock; now unless given. */
  readonly since?: number;
  /** Whether the last state says what it took; unless set, it does where somebody is watching. */
  readonly isTimed?: boolean;
}

const checked = optionsOf<ProgressOptions>("Progress", {
  label: text.optional(),
  surface: anything.optional(),
  clock: called<ProgressOptions["clock"]>().optional(),
  since: anything.optional(),
  isTimed: flag.optional(),
});

/**
 * The progress of a task with a known number of steps.
 *
 * @example
 * ```ts
 * const progress = new Progress(2, { label: "sweep" });
 * progress.advance();
 * progress.advance();
 * await progress.finish();
 * ```
 */
export class Progress {
  /** Steps in all. */
  readonly total: number;
  readonly #label: string;
  readonly #surface: ProgressSurface;
  readonly #clock: () => number;
  readonly #isTimed: boolean;
  readonly #start: number;
  #shownAt = -Infinity;
  #done = 0;
  #simulatedSteps = 0;
  #isFinal = false;

  /**
   * Starts the clock.
   *
   * @param total Steps in all.
   * @param options A label, and where to show it.
   * @throws {RangeError} If the total is not a whole number from zero up.
   */
  constructor(total: number, options: ProgressOptions = {}) {
    checked(options);
    if (!Number.isInteger(total) || total < 0) {
      throw new RangeError(`the steps of a task are a whole number, not ${total}`);
    }
    this.total = total;
    this.#label = options.label ?? "";
    this.#surface = options.surface ?? progressSurface();
    this.#clock = options.clock ?? performance.now.bind(performance);
    this.#isTimed = options.isTimed ?? !isHeadless();
    this.#start = options.since ?? this.#clock();
  }

  /** Steps done. */
  get done(): number {
    return this.#done;
  }

  /**
   * Says that more steps are done. The last one also ends the task.
   *
   * @param steps How many.
   * @param simulatedSteps How many steps of simulated programs they took.
   */
  advance(steps = 1, simulatedSteps = 0): void {
    this.#done = Math.min(this.total, this.#done + steps);
    this.#simulatedSteps += simulatedSteps;
    if (this.#isFinal) return;
    if (this.#done === this.total) return this.#end();
    const now = this.#clock();
    if (now - this.#shownAt < this.#surface.interval) return;
    this.#shownAt = now;
    this.#surface.show(this.#state(now));
  }

  /**
   * Ends the task, also before all steps are done, and waits until a notebook has heard of it.
   *
   * @returns A promise that settles when the last state has been sent.
   */
  finish(): Promise<void> {
    if (!this.#isFinal) this.#end();
    return outputsSent();
  }

  /**
   * Ends the task at the end of a block that began with `await using`.
   *
   * @returns A promise as from `finish`.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.finish();
  }

  #end(): void {
    this.#isFinal = true;
    this.#surface.show(this.#state(this.#clock()));
  }

  #state(now: number): ProgressState {
    const elapsed = (now - this.#start) / 1000;
    const isEstimable = !this.#isFinal && this.#done > 0 && elapsed >= 1;
    return {
      label: this.#label,
      done: this.#done,
      total: this.total,
      secondsLeft: isEstimable ? elapsed * (this.total - this.#done) / this.#done : undefined,
      simulatedSteps: this.#simulatedSteps,
      secondsTaken: this.#isFinal && this.#isTimed ? elapsed : undefined,
      isFinal: this.#isFinal,
    };
  }
}

/** A state in words. */
function words(state: ProgressState): string {
  const { label, done, total, secondsLeft, simulatedSteps, secondsTaken, isFinal } = state;
  const end = isFinal ? (done === total ? " done" : ", stopped") : "";
  const left = secondsLeft === undefined ? "" : `, ${Math.ceil(secondsLeft)} s left`;
  const steps = simulatedSteps < 1e6
    ? simulatedSteps.toLocaleString("en")
    : `${(simulatedSteps / 1e6).toFixed(simulatedSteps < 1e7 ? 1 : 0)} million`;
  const cost = isFinal && simulatedSteps > 0 ? `, ${steps} steps` : "";
  const taken = secondsTaken === undefined ? "" : ` in ${secondsTaken.toFixed(1)} s`;
  return `${label === "" ? "" : `${label}: `}${done} of ${total}${end}${left}${cost}${taken}`;
}

/**
 * Shows progress below the cell of a notebook, as a bar that is replaced by plain words at the end.
 *
 * @param broadcast Sends to the notebook.
 * @returns The place.
 *
 * @example
 * ```ts
 * const sent: string[] = [];
 * const surface = notebookSurface((type) => (sent.push(type), Promise.resolve()));
 * new Progress(1, { surface }).advance();
 * console.assert(sent.join() === "display_data");
 * ```
 */
export function notebookSurface(broadcast: Broadcast): ProgressSurface {
  let type = "display_data";
  const transient = { display_id: crypto.randomUUID() };
  return {
    interval: 100,
    show(state) {
      const text = words(state);
      const bar = state.isFinal ? "" : `<progress value="${state.done}" max="${state.total}"></progress> `;
      const data = { "text/html": bar + escapeHtml(text), "text/plain": text };
      void broadcast(type, { data, metadata: {}, transient });
      type = "update_display_data";
    },
  };
}

/**
 * Shows progress in one line of a terminal, written over again and again.
 *
 * @param write Writes to the terminal.
 * @returns The place.
 *
 * @example
 * ```ts
 * let line = "";
 * const surface = terminalSurface((text) => void (line = text));
 * new Progress(1, { surface }).advance();
 * console.assert(line.startsWith("\r1 of 1 done"));
 * ```
 */
export function terminalSurface(write: (text: string) => void): ProgressSurface {
  return {
    interval: 100,
    show: (state) => write(`\r${words(state)}\x1b[K${state.isFinal ? "\n" : ""}`),
  };
}

/**
 * Shows progress as a line for each tenth of the steps, for logs.
 *
 * @param write Writes to the log.
 * @returns The place.
 *
 * @example
 * ```ts
 * const log: string[] = [];
 * const progress = new Progress(100, { surface: logSurface((line) => void log.push(line)) });
 * for (let step = 0; step < 100; step++) progress.advance();
 * console.assert(log.length === 10);
 * ```
 */
export function logSurface(write: (text: string) => void): ProgressSurface {
  let tenths = 0;
  return {
    interval: 0,
    show(state) {
      const reached = Math.floor(10 * state.done / state.total);
      if (reached <= tenths && !state.isFinal) return;
      tenths = reached;
      write(`${words(state)}\n`);
    },
  };
}

/**
 * Finds out where progress is to be shown: in the notebook, or on standard error.
 *
 * @returns The place.
 *
 * @example
 * ```ts
 * console.assert(progressSurface().interval >= 0);
 * ```
 */
export function progressSurface(): ProgressSurface {
  const broadcast = kernelBroadcast();
  if (broadcast !== undefined) return notebookSurface(broadcast);
  const encoder = new TextEncoder();
  const write = (text: string): void => void Deno.stderr.writeSync(encoder.encode(text));
  return Deno.stderr.isTerminal() ? terminalSurface(write) : logSurface(write);
}

/**
 * A progress bar for a sweep: hand it over as `onRow`, and it counts the rows as they come.
 *
 * @param label What is being measured.
 * @returns A function to be told of each row, how many there are, how many there will be, and how many steps
 * the row took.
 *
 * @example
 * ```ts
 * import { experiments, progressBar } from "corey-lab";
 * await experiments.dupClose.run({ cores: [1], microseconds: 100 }, { onRow: progressBar("dup+close") });
 * ```
 */
export function progressBar(
  label: string,
): (row: unknown, done: number, total: number, simulatedSteps?: number) => void {
  const since = performance.now();
  let progress: Progress | undefined;
  return (_row, _done, total, simulatedSteps) => {
    progress ??= new Progress(total, { label, since });
    progress.advance(1, simulatedSteps);
  };
}
