/**
 * Who has which line: for each line the caches that hold a copy, the one that owns it, and the owner's state. A cache is
 * numbered: first the cores (L1 and L2 together), then the L3s of the chips. This is the truth the protocol works
 * on, whether the hardware finds it out by probing everyone or by looking it up.
 *
 * A line's record is a few words in a row (owner and state in the first, one bit a cache in the others), so that looking at a line
 * touches one place of the host's memory.
 */
import { State } from "./moesi.ts";

const STATE_BITS = 3;
const STATE_MASK = (1 << STATE_BITS) - 1;

/** Copies of lines, one bit a cache. */
export class Directory {
  readonly #wordsPerLine: number;
  #records = new Uint32Array(0);

  /**
   * A directory without lines.
   *
   * @param caches how many caches there are
   */
  constructor(caches: number) {
    this.#wordsPerLine = 1 + Math.ceil(caches / 32);
  }

  /** Makes room for lines 0 … lines-1; what is noted stays. */
  reserve(lines: number): void {
    const records = new Uint32Array(lines * this.#wordsPerLine);
    if (records.length <= this.#records.length) return;
    records.set(this.#records);
    this.#records = records;
  }

  /** The cache that has the line Modified, Exclusive or Owned; -1 if none has. */
  ownerOf(line: number): number {
    return (this.#records[line * this.#wordsPerLine]! >>> STATE_BITS) - 1;
  }

  /** The owner's state; `Invalid` if there is no owner. */
  stateOf(line: number): State {
    return this.#records[line * this.#wordsPerLine]! & STATE_MASK;
  }

  /** Makes one cache the owner. */
  own(line: number, cache: number, state: State): void {
    this.#records[line * this.#wordsPerLine] = ((cache + 1) << STATE_BITS) | state;
  }

  /** Nobody owns the line any more; memory has the data. */
  disown(line: number): void {
    this.#records[line * this.#wordsPerLine] = State.Invalid;
  }

  /** Does this cache hold the line? */
  holds(line: number, cache: number): boolean {
    return (this.#records[line * this.#wordsPerLine + 1 + (cache >>> 5)]! & (1 << (cache & 31))) !== 0;
  }

  /** Does any cache hold it? */
  held(line: number): boolean {
    const first = line * this.#wordsPerLine;
    for (let i = 1; i < this.#wordsPerLine; i++) if (this.#records[first + i] !== 0) return true;
    return false;
  }

  /** Does any of the caches from … to-1, other than `except`, hold it? */
  heldAmong(line: number, from: number, to: number, except: number): boolean {
    for (let cache = from; cache < to; cache++) if (cache !== except && this.holds(line, cache)) return true;
    return false;
  }

  /** Notes a copy. */
  add(line: number, cache: number): void {
    this.#records[line * this.#wordsPerLine + 1 + (cache >>> 5)]! |= 1 << (cache & 31);
  }

  /** Forgets a copy. */
  drop(line: number, cache: number): void {
    this.#records[line * this.#wordsPerLine + 1 + (cache >>> 5)]! &= ~(1 << (cache & 31));
  }

  /** A cache that finds no copy anywhere gets one, Modified; false, and nothing done, when there is a copy. */
  claim(line: number, cache: number): boolean {
    const records = this.#records, first = line * this.#wordsPerLine, end = first + this.#wordsPerLine;
    for (let i = first + 1; i < end; i++) if (records[i] !== 0) return false;
    records[first] = ((cache + 1) << STATE_BITS) | State.Modified;
    records[first + 1 + (cache >>> 5)] = 1 << (cache & 31);
    return true;
  }

  /** A copy, with its state, goes from one cache to another; says whether there was one already. */
  move(line: number, from: number, to: number): boolean {
    const records = this.#records, first = line * this.#wordsPerLine;
    const place = first + 1 + (to >>> 5), bit = 1 << (to & 31);
    records[first + 1 + (from >>> 5)]! &= ~(1 << (from & 31));
    const there = (records[place]! & bit) !== 0;
    records[place]! |= bit;
    const record = records[first]!;
    if (record >>> STATE_BITS === from + 1) {
      records[first] = ((to + 1) << STATE_BITS) | (record & STATE_MASK);
    }
    return there;
  }

  /** A cache gives its copy up, and with it the line, if it owns it: then its state, otherwise `Invalid`. */
  evict(line: number, cache: number): State {
    const records = this.#records, first = line * this.#wordsPerLine;
    records[first + 1 + (cache >>> 5)]! &= ~(1 << (cache & 31));
    const record = records[first]!;
    if (record >>> STATE_BITS !== cache + 1) return State.Invalid;
    records[first] = State.Invalid;
    return record & STATE_MASK;
  }

  /** The lowest cache from `start` on that holds the line, or -1: for going through all of them. */
  nextHolder(line: number, start: number): number {
    const first = line * this.#wordsPerLine + 1;
    let word = start >>> 5;
    if (word >= this.#wordsPerLine - 1) return -1;
    let bits = this.#records[first + word]! & (-1 << (start & 31));
    while (bits === 0) {
      if (++word === this.#wordsPerLine - 1) return -1;
      bits = this.#records[first + word]!;
    }
    return word * 32 + 31 - Math.clz32(bits & -bits);
  }
}
