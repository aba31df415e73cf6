/**
 * The lines that a core waits for: it sleeps until one of them is written. And those of which its copy will
 * not hold what another core is still writing (`pending_invalidations.ts`), so that a core that polls must
 * not sleep on it.
 */
import type { Memory } from "./memory.ts";

/** What one core watches. */
export class WatchedLines {
  /** Whether the core waits because it polls and found nothing, rather than for a word it needs. */
  polls = false;
  readonly #core: number;
  readonly #memory: Memory;
  readonly #lines: number[] = [];
  readonly #outdated = new Set<number>();

  /** A core that watches nothing. */
  constructor(core: number, memory: Memory) {
    this.#core = core;
    this.#memory = memory;
  }

  /** The first of the lines; -1 for none. */
  get first(): number {
    return this.#lines[0] ?? -1;
  }

  /** Whether a line is among them. */
  has(line: number): boolean {
    return this.#lines.includes(line);
  }

  /** Watches one line more. */
  add(line: number): void {
    this.#lines.push(line);
  }

  /** Watches nothing any more. */
  clear(): void {
    this.#lines.length = 0;
  }

  /** Notes that the core waited, for a line's write or, with line -1, for something else. */
  waited(fromCycles: number, toCycles: number, line: number): void {
    const { counters, observer } = this.#memory, polling = this.polls, core = this.#core;
    counters[polling ? "idleCycles" : "waitCycles"][core]! += toCycles - fromCycles;
    if (toCycles > fromCycles) observer?.waited?.({ core, fromCycles, toCycles, polling, line });
  }

  /** Another core writes a line, and this core's copy will not hold it. */
  outdate(line: number): void {
    this.#outdated.add(line);
  }

  /**
   * Watches the lines of some words, unless this core's copy of one is gone or will go: then that line. -1 if
   * it watches.
   */
  addUnlessStale(addresses: readonly number[]): number {
    const stale = addresses.find((address) => this.#isStale(address >>> 6));
    this.#outdated.clear();
    if (stale !== undefined) return stale >>> 6;
    for (const address of addresses) this.#lines.push(address >>> 6);
    return -1;
  }

  #isStale(line: number): boolean {
    return !this.#memory.directory.holds(line, this.#core) || this.#outdated.has(line);
  }
}
