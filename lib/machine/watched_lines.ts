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
  readonly #thread: number;
  readonly #memory: Memory;
  /** The lines, of which the first `#count` count: an array that is emptied would be made anew. */
  readonly #lines: number[] = [];
  #count = 0;
  readonly #outdated = new Set<number>();
  /** Lines that the core has polled. */
  readonly #polled = new Set<number>();

  /** A hardware thread that watches nothing. */
  constructor(thread: number, memory: Memory) {
    this.#thread = thread;
    this.#memory = memory;
  }

  /** The first of the lines; -1 for none. */
  get first(): number {
    return this.#count > 0 ? this.#lines[0]! : -1;
  }

  /** Whether a line is among them. */
  has(line: number): boolean {
    for (let i = 0; i < this.#count; i++) if (this.#lines[i] === line) return true;
    return false;
  }

  /** Watches one line more. */
  add(line: number): void {
    this.#lines[this.#count++] = line;
  }

  /** Watches nothing any more, and polls nothing. */
  clear(): void {
    this.#count = 0;
    this.polls = false;
  }

  /** Notes that the core waited, for a line's write or, with line -1, for something else. */
  waited(fromCycles: number, toCycles: number, line: number): void {
    const { counters, observer } = this.#memory, polling = this.polls, core = this.#thread;
    const cycles = polling ? counters.idleCycles : counters.waitCycles;
    cycles[core]! += toCycles - fromCycles;
    if (toCycles > fromCycles) observer?.waited?.({ core, fromCycles, toCycles, polling, line });
  }

  /**
   * Another core writes a line, and this core's copy will not hold it, or is lost. A later look at another
   * word may fetch a copy that does: then not even that the line is here says that the core has seen it.
   */
  outdate(line: number): void {
    if (this.#polled.has(line)) this.#outdated.add(line);
  }

  /**
   * Watches the lines of some words, unless this core's copy of one is gone or will go: then that line. -1 if
   * it watches.
   */
  addUnlessStale(addresses: readonly number[]): number {
    const stale = this.#staleOf(addresses), { physical } = this.#memory;
    if (this.#outdated.size > 0) this.#outdated.clear();
    for (const address of addresses) this.#polled.add(physical.lineOf(address));
    if (stale < 0) { for (const address of addresses) this.add(physical.lineOf(address)); }
    return stale;
  }

  #staleOf(addresses: readonly number[]): number {
    const { physical, directory, caches } = this.#memory, core = caches.coreOf[this.#thread]!;
    for (const address of addresses) {
      const line = physical.lineOf(address);
      const isFresh = directory.holds(line, core) && !this.#outdated.has(line) && this.#polled.has(line);
      if (!isFresh) return line;
    }
    return -1;
  }
}
