/**
 * A set-associative cache with LRU replacement: which lines are in it, nothing else. Whether a line may be written is
 * the directory's business. A set is kept in order of use, so the first entry is the newest and the last is the victim.
 */
export class Cache {
  /** How many lines a set holds. */
  readonly ways: number;
  /** How many sets there are. */
  readonly sets: number;
  readonly #tags: Int32Array;
  readonly #mask: number;

  /**
   * An empty cache.
   *
   * @param bytes what the cache holds, in lines of 64 bytes
   * @param ways how many lines a set holds
   * @throws {RangeError} when there is no room for one set
   */
  constructor(bytes: number, ways: number) {
    this.ways = ways;
    this.sets = Math.floor(bytes / 64 / ways);
    if (this.sets < 1) {
      throw new RangeError(`a cache of ${bytes} bytes has no room for a set of ${ways} lines`);
    }
    this.#tags = new Int32Array(this.sets * ways).fill(-1);
    this.#mask = (this.sets & (this.sets - 1)) === 0 ? this.sets - 1 : -1;
  }

  /** Is the line here? If so it becomes the most recently used of its set. */
  hit(line: number): boolean {
    const tags = this.#tags, first = this.#first(line);
    if (tags[first] === line) return true;
    for (let at = first + 1, end = first + this.ways; at < end; at++) {
      if (tags[at] !== line) continue;
      for (let to = at; to > first; to--) tags[to] = tags[to - 1]!;
      tags[first] = line;
      return true;
    }
    return false;
  }

  /** Puts in a line that is not here, and returns the line it drove out, or -1. */
  insert(line: number): number {
    const tags = this.#tags, first = this.#first(line), last = first + this.ways - 1;
    const victim = tags[last]!;
    for (let at = last; at > first; at--) tags[at] = tags[at - 1]!;
    tags[first] = line;
    return victim;
  }

  /** Takes a line out; false when it was not here. Its place is the first to be filled again. */
  remove(line: number): boolean {
    const tags = this.#tags, first = this.#first(line), last = first + this.ways - 1;
    for (let at = first; at <= last; at++) {
      if (tags[at] !== line) continue;
      for (; at < last; at++) tags[at] = tags[at + 1]!;
      tags[last] = -1;
      return true;
    }
    return false;
  }

  /** All lines that are here, for tests and drawings. */
  *lines(): Generator<number> {
    for (const tag of this.#tags) if (tag >= 0) yield tag;
  }

  #first(line: number): number {
    return (this.#mask >= 0 ? line & this.#mask : line % this.sets) * this.ways;
  }
}
