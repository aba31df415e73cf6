/**
 * Who has which line: for each line the caches that hold a copy, the one that owns it, and the owner's state. A cache is
 * numbered: first the cores (L1 and L2 together), then the L3s of the chips. This is the truth the protocol works
 * on, whether the hardware finds it out by probing everyone or by looking it up.
 */
import { State } from "./moesi.ts";

/** Copies of lines, one bit a cache. */
export class Directory {
  /** The cache that has the line Modified, Exclusive or Owned; -1 if none has. */
  owner: Int16Array;
  /** The owner's state. */
  state: Uint8Array;
  readonly #wordsPerLine: number;
  #holders: Uint32Array;

  /**
   * A directory without lines.
   *
   * @param caches how many caches there are
   */
  constructor(caches: number) {
    this.#wordsPerLine = Math.ceil(caches / 32);
    this.owner = new Int16Array(0);
    this.state = new Uint8Array(0);
    this.#holders = new Uint32Array(0);
  }

  /** Makes room for lines 0 … lines-1. */
  reserve(lines: number): void {
    const had = this.owner.length;
    const owner = new Int16Array(lines).fill(-1), state = new Uint8Array(lines);
    const holders = new Uint32Array(lines * this.#wordsPerLine);
    owner.set(this.owner);
    state.set(this.state);
    holders.set(this.#holders.subarray(0, had * this.#wordsPerLine));
    this.owner = owner;
    this.state = state;
    this.#holders = holders;
  }

  /** Does this cache hold the line? */
  holds(line: number, cache: number): boolean {
    return (this.#holders[line * this.#wordsPerLine + (cache >>> 5)]! & (1 << (cache & 31))) !== 0;
  }

  /** Does any cache hold it? */
  held(line: number): boolean {
    const first = line * this.#wordsPerLine;
    for (let i = 0; i < this.#wordsPerLine; i++) if (this.#holders[first + i] !== 0) return true;
    return false;
  }

  /** Does any of the caches from … to-1, other than `except`, hold it? */
  heldAmong(line: number, from: number, to: number, except: number): boolean {
    for (let cache = from; cache < to; cache++) if (cache !== except && this.holds(line, cache)) return true;
    return false;
  }

  /** Notes a copy. */
  add(line: number, cache: number): void {
    this.#holders[line * this.#wordsPerLine + (cache >>> 5)]! |= 1 << (cache & 31);
  }

  /** Forgets a copy. */
  drop(line: number, cache: number): void {
    this.#holders[line * this.#wordsPerLine + (cache >>> 5)]! &= ~(1 << (cache & 31));
  }

  /** A copy, with its state, goes from one cache to another. */
  move(line: number, from: number, to: number): void {
    this.drop(line, from);
    this.add(line, to);
    if (this.owner[line] === from) this.owner[line] = to;
  }

  /** Makes one cache the owner. */
  own(line: number, cache: number, state: State): void {
    this.owner[line] = cache;
    this.state[line] = state;
  }

  /** Nobody owns the line any more; memory has the data. */
  disown(line: number): void {
    this.owner[line] = -1;
    this.state[line] = State.Invalid;
  }

  /** The lowest cache from `start` on that holds the line, or -1: for going through all of them. */
  nextHolder(line: number, start: number): number {
    const first = line * this.#wordsPerLine;
    let word = start >>> 5;
    if (word >= this.#wordsPerLine) return -1;
    let bits = this.#holders[first + word]! & (-1 << (start & 31));
    while (bits === 0) {
      if (++word === this.#wordsPerLine) return -1;
      bits = this.#holders[first + word]!;
    }
    return word * 32 + 31 - Math.clz32(bits & -bits);
  }
}
