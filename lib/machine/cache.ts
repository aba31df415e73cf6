/**
 * A set-associative cache with LRU replacement: which lines are in it, nothing else. Whether a line may be
 * written is the directory's business.
 *
 * A set is a ring in order of use: the newest entry is where its head points, the oldest just before it. So a
 * new line takes the oldest one's place by moving the head, and nothing has to be shifted. An entry is the
 * complement of a line's number: an empty cache is all zero, as a fresh array is, so machines are built fast.
 */
export class Cache {
  /** How many lines a set holds. */
  readonly ways: number;
  /** How many sets there are. */
  readonly sets: number;
  readonly #tags: Int32Array;
  readonly #heads: Int32Array;
  readonly #mask: number;

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
    this.#tags = new Int32Array(this.sets * ways);
    this.#heads = new Int32Array(this.sets);
    this.#mask = (this.sets & (this.sets - 1)) === 0 ? this.sets - 1 : -1;
  }

  /** Is the line here? If so it becomes the most recently used of its set. */
  hit(line: number): boolean {
    const tags = this.#tags, tag = ~line, set = this.#setOf(line), first = set * this.ways;
    const head = first + this.#heads[set]!;
    if (tags[head] === tag) return true;
    let at = this.#find(tag, first, head);
    if (at < 0) return false;
    // What was used after it is one place older now.
    while (at !== head) {
      const newer = at === first ? first + this.ways - 1 : at - 1;
      tags[at] = tags[newer]!;
      at = newer;
    }
    tags[head] = tag;
    return true;
  }

  /** Puts in a line that is not here, and returns the line it drove out, or -1. */
  insert(line: number): number {
    const set = this.#setOf(line), head = this.#heads[set]!;
    const newest = head === 0 ? this.ways - 1 : head - 1, at = set * this.ways + newest;
    const victim = ~this.#tags[at]!;
    this.#tags[at] = ~line;
    this.#heads[set] = newest;
    return victim;
  }

  /** Takes a line out; false when it was not here. Its place is the first to be filled again. */
  remove(line: number): boolean {
    const tags = this.#tags, set = this.#setOf(line), first = set * this.ways, end = first + this.ways;
    const head = first + this.#heads[set]!, oldest = head === first ? end - 1 : head - 1;
    let at = this.#find(~line, first, head);
    if (at < 0) return false;
    // What was used before it is one place newer now.
    while (at !== oldest) {
      const older = at === end - 1 ? first : at + 1;
      tags[at] = tags[older]!;
      at = older;
    }
    tags[oldest] = 0;
    return true;
  }

  /** Where in its set a tag is, sought in order of use from the newest on; -1 if it is not there. */
  #find(tag: number, first: number, head: number): number {
    const tags = this.#tags, end = first + this.ways;
    for (let at = head; at < end; at++) if (tags[at] === tag) return at;
    for (let at = first; at < head; at++) if (tags[at] === tag) return at;
    return -1;
  }

  /** All lines that are here, for tests and drawings. */
  *lines(): Generator<number> {
    for (const tag of this.#tags) if (tag !== 0) yield ~tag;
  }

  #setOf(line: number): number {
    return this.#mask >= 0 ? line & this.#mask : line % this.sets;
  }
}
