/**
 * Words whose new values are not there yet. The simulation sets a word when its write is issued; in the
 * machine the writer's core waits for the line, and whoever still has a copy (`pending_invalidations.ts`)
 * reads in it what the word was. So a core that spins learns of a release by the miss that it costs.
 *
 * Only words that others look at without a lock need this: those that are published, or changed by atomics.
 * A core waits for each of these, so it has one at a time.
 */
export class PendingWrites {
  /** When the last of them is done. */
  lastDone = 0;
  readonly #address: Float64Array;
  readonly #was: Int32Array;
  readonly #done: Float64Array;

  /** Of a machine of so many threads; nobody writes. */
  constructor(threads: number) {
    this.#address = new Float64Array(threads).fill(-1);
    this.#was = new Int32Array(threads);
    this.#done = new Float64Array(threads);
  }

  /**
   * A thread writes a word until a cycle; returns what it was. A write to a copy that is about to go is done
   * before some that were issued earlier, and builds upon them: they are there with it, and not apart. It
   * need not build upon them if it changes nothing in its copy: then it is as if it only read that. But one
   * that would change its copy, and fails by what they have made of the word, has seen them.
   *
   * @param expected the only value that it changes
   * @param stays a value that it does not change
   */
  add(
    thread: number,
    address: number,
    was: number,
    doneCycles: number,
    expected?: number,
    stays?: number,
  ): number {
    let before = doneCycles < this.lastDone ? this.wordAt(address, doneCycles, was) : was;
    if (before === stays || expected !== undefined && before !== expected) return before;
    for (let other = 0; doneCycles <= this.lastDone && other < this.#address.length; other++) {
      if (this.#address[other] !== address || this.#done[other]! < doneCycles) continue;
      if (this.#done[other] === doneCycles) before = this.#was[other]!;
      this.#address[other] = -1;
    }
    this.#address[thread] = address;
    this.#was[thread] = before;
    this.#done[thread] = doneCycles;
    if (doneCycles > this.lastDone) this.lastDone = doneCycles;
    return was;
  }

  /** When the last write to a word is done, of those that are under way; 0 if none is. */
  doneAt(address: number): number {
    let done = 0;
    for (let thread = 0; thread < this.#address.length; thread++) {
      if (this.#address[thread] === address && this.#done[thread]! > done) done = this.#done[thread]!;
    }
    return done;
  }

  /** What a word that is now something else still is at a cycle, in copies that are about to go. */
  wordAt(address: number, now: number, word: number): number {
    let before = Infinity, was = word;
    for (let thread = 0; thread < this.#address.length; thread++) {
      const done = this.#done[thread]!;
      if (this.#address[thread] !== address || done <= now || done >= before) continue;
      before = done;
      was = this.#was[thread]!;
    }
    return was;
  }
}
