/** A stretch of a run of which everything is kept; the rest is only summed up. */
import { fromZero, optionsOf, positive } from "../../input/options.ts";

/** How much of a run is kept. */
export interface TimelineOptions {
  /** From when on, in microseconds after the warm-up; 0 by default. */
  readonly fromMicroseconds?: number;
  /** How long; 20 by default. */
  readonly microseconds?: number;
}

const checked = optionsOf<TimelineOptions>("the timeline", {
  fromMicroseconds: fromZero.optional(),
  microseconds: positive.optional(),
});

/** A stretch of time on the clocks of the cores. */
export class Stretch {
  readonly #options: Required<TimelineOptions>;
  readonly #cyclesPerMicrosecond: number;
  #start = 0;

  /**
   * A stretch of a run that has not begun yet.
   *
   * @param clockHertz turns cycles into microseconds
   */
  constructor(clockHertz: number, options: TimelineOptions) {
    const { fromMicroseconds = 0, microseconds = 20 } = checked(options);
    this.#options = { fromMicroseconds, microseconds };
    this.#cyclesPerMicrosecond = clockHertz / 1e6;
  }

  /** The warm-up is over. */
  begin(atCycles: number): void {
    this.#start = atCycles;
  }

  /** Whether a moment lies in it. */
  has(atCycles: number): boolean {
    return atCycles >= this.#first && atCycles < this.#last;
  }

  /** Whether some time lies in it, at least in part. */
  overlaps(fromCycles: number, toCycles: number): boolean {
    return toCycles > this.#first && fromCycles < this.#last;
  }

  /** Microseconds after the warm-up. */
  microsecondsAt(cycles: number): number {
    return this.microseconds(cycles - this.#start);
  }

  /** Cycles as microseconds. */
  microseconds(cycles: number): number {
    return cycles / this.#cyclesPerMicrosecond;
  }

  get #first(): number {
    return this.#start + this.#options.fromMicroseconds * this.#cyclesPerMicrosecond;
  }

  get #last(): number {
    return this.#first + this.#options.microseconds * this.#cyclesPerMicrosecond;
  }
}
