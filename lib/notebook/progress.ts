/**
 * How far a long computation is, shown where its user looks: below the cell of a notebook, in one line of
 * a terminal, or as a line for each tenth in a log. In the end it says what the computation cost: in steps
 * of simulated programs and, if somebody is watching, in accesses and seconds.
 */
import { anything, called, flag, optionsOf, text } from "../input/options.ts";
import { stopSignal } from "../input/stop.ts";
import { type Cost, noCost } from "../sim/cost.ts";
import { outputsSent } from "./broadcast.ts";
import { isHeadless } from "./headless.ts";
import { type ProgressState, type ProgressSurface, progressSurface } from "./progress_surface.ts";

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
  readonly #cost = noCost();
  #isFinal = false;
  readonly #stopSignal = stopSignal();
  readonly #stop = (): void => void this.finish();

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
    this.#stopSignal?.addEventListener("abort", this.#stop);
  }

  /** Steps done. */
  get done(): number {
    return this.#done;
  }

  /**
   * Says that more steps are done. The last one also ends the task.
   *
   * @param steps How many.
   * @param cost What simulating them cost, if anything was simulated.
   */
  advance(steps = 1, cost?: Cost): void {
    this.#done = Math.min(this.total, this.#done + steps);
    this.#cost.steps += cost?.steps ?? 0;
    this.#cost.accesses += cost?.accesses ?? 0;
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
    this.#stopSignal?.removeEventListener("abort", this.#stop);
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
      cost: this.#cost,
      secondsTaken: this.#isFinal && this.#isTimed ? elapsed : undefined,
      isFinal: this.#isFinal,
    };
  }
}

/**
 * A progress bar for a sweep: hand it over as `onRow`, and it counts the rows as they come.
 *
 * @param label What is being measured.
 * @returns A function to be told of each row, how many there are, how many there will be, and what the
 * row cost.
 *
 * @example
 * ```ts
 * import { experiments, progressBar } from "corey-lab";
 * await experiments.dupClose.run({ cores: [1], microseconds: 100 }, { onRow: progressBar("dup+close") });
 * ```
 */
export function progressBar(
  label: string,
): (row: unknown, done: number, total: number, cost?: Cost) => void {
  const since = performance.now();
  let progress: Progress | undefined;
  return (_row, _done, total, cost) => {
    progress ??= new Progress(total, { label, since });
    progress.advance(1, cost);
  };
}
