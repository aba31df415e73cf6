/**
 * Who has which line: for each line the caches that hold a copy, the one that owns it, and the owner's state.
 * A cache is numbered: first the cores (L1 and L2 together), then the L3s of the chips. This is the truth the
 * protocol works on, whether the hardware finds it out by probing everyone or by looking it up.
 *
 * A line's record is a few words in a row, one if the caches are few: from the lowest bit up the owner's
 * state, the owner, and one bit a cache. So looking at a line touches one place of the host's memory. The
 * record of a line in no cache is zero.
 */
import { State } from "./protocol.ts";

const STATE_BITS = 3;
const STATE_MASK = (1 << STATE_BITS) - 1;

/** Copies of lines, one bit a cache. */
export class Directory {
  readonly #wordsPerLine: number;
  /** Where in the record the bits of the copies begin. */
  readonly #firstBit: number;
  /** The bits of the first word that say who owns the line, and how. */
  readonly #ownership: number;
  #records = new Int32Array(0);
  /** How many lines have room from line 0 on; records of those that begin elsewhere follow right after. */
  #below = 0;
  /** Where those begin. */
  #first = 0;

  /**
   * A directory without lines.
   *
   * @param caches how many caches there are
   */
  constructor(caches: number) {
    this.#firstBit = STATE_BITS + 32 - Math.clz32(caches);
    this.#ownership = (1 << this.#firstBit) - 1;
    this.#wordsPerLine = Math.ceil((this.#firstBit + caches) / 32);
  }

  /** Bytes of host memory that a line's record takes: about an eighth of the number of caches. */
  get bytesPerLine(): number {
    return 4 * this.#wordsPerLine;
  }

  /**
   * Makes room for lines first … end-1; what is noted of these and all others stays. Lines begin at 0, and at
   * one other place: for the many between structures and page frames there are no records.
   */
  reserve(first: number, end: number): void {
    const words = this.#wordsPerLine, old = this.#records, had = this.#below * words;
    const above = first === 0 ? old.length - had : (end - first) * words;
    if (first === 0) this.#below = end;
    else this.#first = first;
    this.#records = new Int32Array(this.#below * words + above);
    this.#records.set(old.subarray(0, had));
    this.#records.set(old.subarray(had), this.#below * words);
  }

  /** Where a line's record begins. */
  #rowOf(line: number): number {
    const below = this.#below;
    return (line < below ? line : line - this.#first + below) * this.#wordsPerLine;
  }

  /** The cache that has the line in any state but Shared; -1 if none has. */
  ownerOf(line: number): number {
    return ((this.#records[this.#rowOf(line)]! & this.#ownership) >>> STATE_BITS) - 1;
  }

  /** The owner's state; `Invalid` if there is no owner. */
  stateOf(line: number): State {
    return this.#records[this.#rowOf(line)]! & STATE_MASK;
  }

  /** Makes one cache the owner. */
  own(line: number, cache: number, state: State): void {
    const records = this.#records, first = this.#rowOf(line);
    records[first] = (records[first]! & ~this.#ownership) | ((cache + 1) << STATE_BITS) | state;
  }

  /** The state of one cache's copy. */
  stateIn(line: number, cache: number): State {
    if (this.ownerOf(line) === cache) return this.stateOf(line);
    return this.holds(line, cache) ? State.Shared : State.Invalid;
  }

  /** What the owner's copy becomes; one that is merely `Shared` has no owner. */
  become(line: number, owner: number, state: State): void {
    if (state === State.Shared) this.disown(line);
    else this.own(line, owner, state);
  }

  /** Nobody owns the line any more; memory has the data. */
  disown(line: number): void {
    this.#records[this.#rowOf(line)]! &= ~this.#ownership;
  }

  /** Does this cache hold the line? */
  holds(line: number, cache: number): boolean {
    const place = this.#firstBit + cache;
    return (this.#records[this.#rowOf(line) + (place >>> 5)]! & (1 << (place & 31))) !== 0;
  }

  /** Does any cache hold it? */
  held(line: number): boolean {
    const first = this.#rowOf(line);
    for (let i = 0; i < this.#wordsPerLine; i++) if (this.#records[first + i] !== 0) return true;
    return false;
  }

  /** Does any of the caches from … to-1, other than `except`, hold it? */
  heldAmong(line: number, from: number, to: number, except: number): boolean {
    for (let cache = from; cache < to; cache++) if (cache !== except && this.holds(line, cache)) return true;
    return false;
  }

  /** Notes a copy. */
  add(line: number, cache: number): void {
    const place = this.#firstBit + cache;
    this.#records[this.#rowOf(line) + (place >>> 5)]! |= 1 << (place & 31);
  }

  /** Forgets a copy. */
  drop(line: number, cache: number): void {
    const place = this.#firstBit + cache;
    this.#records[this.#rowOf(line) + (place >>> 5)]! &= ~(1 << (place & 31));
  }

  /**
   * A cache that finds no copy anywhere gets one, and owns it in a state; false, and nothing done, when there
   * is a copy.
   */
  claim(line: number, cache: number, state: State): boolean {
    if (this.held(line)) return false;
    this.add(line, cache);
    this.own(line, cache, state);
    return true;
  }

  /** A copy, with its state, goes from one cache to another; says whether there was one already. */
  move(line: number, from: number, to: number): boolean {
    const there = this.holds(line, to), owned = this.ownerOf(line) === from;
    this.drop(line, from);
    this.add(line, to);
    if (owned) this.own(line, to, this.stateOf(line));
    return there;
  }

  /** A cache gives its copy up, and with it the line, if it owns it: then its state, otherwise `Invalid`. */
  evict(line: number, cache: number): State {
    this.drop(line, cache);
    if (this.ownerOf(line) !== cache) return State.Invalid;
    const state = this.stateOf(line);
    this.disown(line);
    return state;
  }

  /** The lowest cache from `start` on that holds the line, or -1: for going through all of them. */
  nextHolder(line: number, start: number): number {
    const first = this.#rowOf(line), place = this.#firstBit + start;
    let word = place >>> 5;
    if (word >= this.#wordsPerLine) return -1;
    let bits = this.#records[first + word]! & (-1 << (place & 31));
    while (bits === 0) {
      if (++word === this.#wordsPerLine) return -1;
      bits = this.#records[first + word]!;
    }
    return word * 32 + 31 - Math.clz32(bits & -bits) - this.#firstBit;
  }
}
