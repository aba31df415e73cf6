/**
 * Copies that are as good as lost but not yet. The simulation settles a request when it is issued; in the
 * machine it waits for its turn, and then its probe travels to the caches that hold the line. Until that
 * arrives, a core goes on with its copy as if nothing had happened: it reads it, and if it was the owner, it
 * writes it. So a core that holds a lock and has just got its line finishes a few stores and the release
 * before the crowd that waits for the line takes it away.
 *
 * Each core remembers the copy it lost last; that is the contended one.
 */
export class PendingInvalidations {
  readonly #line: Int32Array;
  readonly #until: Float64Array;
  readonly #writable: Uint8Array;

  /** Nobody has lost anything. */
  constructor(cores: number) {
    this.#line = new Int32Array(cores).fill(-1);
    this.#until = new Float64Array(cores);
    this.#writable = new Uint8Array(cores);
  }

  /** A core loses a line, or the right to write it, once a probe arrives. */
  lose(core: number, line: number, arrivesCycles: number, writable: boolean): void {
    this.#line[core] = line;
    this.#until[core] = arrivesCycles;
    this.#writable[core] = writable ? 1 : 0;
  }

  /** Whether a core can still read the line. */
  readable(core: number, line: number, now: number): boolean {
    return this.#line[core] === line && now < this.#until[core]!;
  }

  /** Whether a core can still write the line without asking. */
  writable(core: number, line: number, now: number): boolean {
    return this.#line[core] === line && this.#writable[core] === 1 && now < this.#until[core]!;
  }

  /** The cycle at which the probe arrives that takes the line away. */
  endOf(core: number): number {
    return this.#until[core]!;
  }
}

/** Who is told what writes do to the copies of others. */
export interface CopyListener {
  /** A core's copy of a line was invalidated: it hears of it at a cycle. */
  invalidated(core: number, line: number, atCycles: number): void;
  /** The copy of a line that a core has just fetched will not hold what another core writes in place. */
  outdated(core: number, line: number): void;
}
