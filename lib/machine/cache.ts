/**
 * A set-associative cache with LRU replacement: which lines are in it, nothing else. Whether a line may be
 * written is the directory's business.
 *
 * A set is a ring in order of use: the newest entry is where its head points, the oldest just before it. So a
 * new line takes the oldest one's place by moving the head, and nothing has to be shifted. Head and entries
 * stand in a row, so that looking at a set touches one place of the host's memory. An entry is the complement
 * of a line's number: an empty cache is all zero, as a fresh array is. And as long as nothing was put in, one
 * empty set stands for all: most caches of a large machine stay so in most runs.
 */
export class Cache {
  /** How many lines a set holds. */
  readonly ways: number;
  /** How many sets there are. */
  readonly sets: number;
  /** Of each set: which of its entries is the newest, and its entries. */
  #rows: Int32Array;
  #mask = 0;

  /**
   * An empty cache.
   *
   * @param lines how many it holds
   * @param ways how many lines a set holds
   * @throws {RangeError} when there is no room for one set
   */
  constructor(lines: number, ways: number) {
    this.ways = ways;
    this.sets = Math.floor(lines / ways);
    if (this.sets < 1) {
      throw new RangeError(`a cache of ${lines} lines has no room for a set of ${ways}`);
    }
    this.#rows = new Int32Array(1 + ways);
  }

  /** Is the line here? If so it becomes the most recently used of its set. */
  hit(line: number): boolean {
    const rows = this.#rows, tag = ~line, row = this.#rowOf(line), head = row + 1 + rows[row]!;
    if (rows[head] === tag) return true;
    let at = this.#find(tag, row, head);
    if (at < 0) return false;
    // What was used after it is one place older now.
    while (at !== head) {
      const newer = at === row + 1 ? row + this.ways : at - 1;
      rows[at] = rows[newer]!;
      at = newer;
    }
    rows[head] = tag;
    return true;
  }

  /** Puts in a line that is not here, and returns the line it drove out, or -1. */
  insert(line: number): number {
    if (this.#rows.length < this.sets * (1 + this.ways)) this.#makeSets();
    const rows = this.#rows, row = this.#rowOf(line), head = rows[row]!;
    const newest = head === 0 ? this.ways - 1 : head - 1, at = row + 1 + newest;
    const victim = ~rows[at]!;
    rows[at] = ~line;
    rows[row] = newest;
    return victim;
  }

  /** Takes a line out; false when it was not here. Its place is the first to be filled again. */
  remove(line: number): boolean {
    const rows = this.#rows, row = this.#rowOf(line), first = row + 1, last = row + this.ways;
    const head = first + rows[row]!, oldest = head === first ? last : head - 1;
    let at = this.#find(~line, row, head);
    if (at < 0) return false;
    // What was used before it is one place newer now.
    while (at !== oldest) {
      const older = at === last ? first : at + 1;
      rows[at] = rows[older]!;
      at = older;
    }
    rows[oldest] = 0;
    return true;
  }

  /** Takes all lines out. */
  clear(): void {
    this.#rows.fill(0);
  }

  /** Where in its set a tag is, sought in order of use from the newest on; -1 if it is not there. */
  #find(tag: number, row: number, head: number): number {
    const rows = this.#rows, last = row + this.ways;
    for (let at = head; at <= last; at++) if (rows[at] === tag) return at;
    for (let at = row + 1; at < head; at++) if (rows[at] === tag) return at;
    return -1;
  }

  /** All lines that are here, for tests and drawings. */
  *lines(): Generator<number> {
    for (const [i, tag] of this.#rows.entries()) if (i % (1 + this.ways) !== 0 && tag !== 0) yield ~tag;
  }

  #makeSets(): void {
    this.#rows = new Int32Array(this.sets * (1 + this.ways));
    this.#mask = (this.sets & (this.sets - 1)) === 0 ? this.sets - 1 : -1;
  }

  /** Where the row of a line's set begins. */
  #rowOf(line: number): number {
    return (this.#mask >= 0 ? line & this.#mask : line % this.sets) * (1 + this.ways);
  }
}
