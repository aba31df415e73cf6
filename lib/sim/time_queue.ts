/**
 * The ready queue: who is next in simulated time. A binary heap over typed arrays, so that a step of the
 * simulation allocates nothing. Ties go to the lower number, which makes every run repeatable.
 */
export class TimeQueue {
  #times = new Float64Array(64);
  #ids = new Int32Array(64);
  #size = 0;

  /** How many entries wait. */
  get size(): number {
    return this.#size;
  }

  /** Time of the first entry; infinity when there is none. */
  get firstTime(): number {
    return this.#size === 0 ? Infinity : this.#times[0]!;
  }

  /** Adds an entry. */
  push(time: number, id: number): void {
    if (this.#size === this.#ids.length) this.#grow();
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#before(time, id, parent)) break;
      this.#times[hole] = this.#times[parent]!;
      this.#ids[hole] = this.#ids[parent]!;
      hole = parent;
    }
    this.#times[hole] = time;
    this.#ids[hole] = id;
  }

  /** Removes the first entry and returns its id; -1 when there is none. */
  pop(): number {
    if (this.#size === 0) return -1;
    const first = this.#ids[0]!;
    const last = --this.#size;
    if (last > 0) this.#sink(this.#times[last]!, this.#ids[last]!);
    return first;
  }

  /**
   * Puts an entry in and takes the first one out, in one pass over the heap. An entry that is itself the
   * first comes straight back, so a program that is still the earliest just goes on.
   */
  exchange(time: number, id: number): number {
    if (this.#size === 0 || this.#before(time, id, 0)) return id;
    const first = this.#ids[0]!;
    this.#sink(time, id);
    return first;
  }

  #before(time: number, id: number, place: number): boolean {
    const other = this.#times[place]!;
    return time < other || (time === other && id < this.#ids[place]!);
  }

  #sink(time: number, id: number): void {
    const times = this.#times, ids = this.#ids, size = this.#size;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < size && this.#before(times[right]!, ids[right]!, child)) child = right;
      if (this.#before(time, id, child)) break;
      times[hole] = times[child]!;
      ids[hole] = ids[child]!;
      hole = child;
    }
    times[hole] = time;
    ids[hole] = id;
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2), ids = new Int32Array(this.#ids.length * 2);
    times.set(this.#times);
    ids.set(this.#ids);
    this.#times = times;
    this.#ids = ids;
  }
}
