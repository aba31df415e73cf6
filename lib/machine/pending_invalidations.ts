/**
 * Copies that are as good as lost but not yet. The simulation settles a request when it is issued; in the
 * machine it waits for its turn, and then its probe travels to the caches that hold the line. Until that
 * arrives, a core goes on with its copy as if nothing had happened: it reads it, as it was before the write
 * (`pending_writes.ts`), and if it was the owner, it writes it. So a core that holds a lock and has just got
 * its line finishes a few stores and the release before the crowd that waits for the line takes it away.
 *
 * Each core remembers some copies: those that it loses last.
 */
const REMEMBERED = 8;

/** The copies that cores lose, or may no longer write, once a probe arrives. */
export class PendingInvalidations {
  readonly #line: Int32Array;
  readonly #until: Float64Array;
  readonly #writable: Uint8Array;

  /** Nobody has lost anything. */
  constructor(cores: number) {
    this.#line = new Int32Array(cores * REMEMBERED).fill(-1);
    this.#until = new Float64Array(cores * REMEMBERED);
    this.#writable = new Uint8Array(cores * REMEMBERED);
  }

  /** A core loses a line, or the right to write it, once a probe arrives. */
  lose(core: number, line: number, arrivesCycles: number, writable: boolean): void {
    let place = this.#find(core, line);
    if (place < 0) {
      place = core * REMEMBERED;
      for (let i = place + 1; i < (core + 1) * REMEMBERED; i++) {
        if (this.#until[i]! < this.#until[place]!) place = i;
      }
    }
    this.#line[place] = line;
    this.#until[place] = arrivesCycles;
    this.#writable[place] = writable ? 1 : 0;
  }

  /** Whether a core can still read the line. */
  readable(core: number, line: number, now: number): boolean {
    return now < this.endOf(core, line);
  }

  /** Whether a core can still write the line without asking, and be done at a cycle. */
  writable(core: number, line: number, done: number): boolean {
    const place = this.#find(core, line);
    return place >= 0 && this.#writable[place] === 1 && done <= this.#until[place]!;
  }

  /** The cycle at which the probe arrives that takes the line away; 0 if none is on its way. */
  endOf(core: number, line: number): number {
    const place = this.#find(core, line);
    return place < 0 ? 0 : this.#until[place]!;
  }

  #find(core: number, line: number): number {
    for (let i = core * REMEMBERED; i < (core + 1) * REMEMBERED; i++) if (this.#line[i] === line) return i;
    return -1;
  }
}

/** Who is told that its copies are out of date: a core. */
export interface CopyListener {
  /**
   * Somebody else writes a line.
   *
   * @param atCycles when the copy is lost; 0, which is at once for any core, if it stays, and does not hold
   * what its owner writes in place
   */
  lineChanged(line: number, atCycles: number): void;
}
