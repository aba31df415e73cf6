/**
 * What stands where in memory, and which chip's memory it is.
 *
 * Low addresses hold structures: their words have values, programs work on them, cores spin on them. Above
 * `FRAMES_ADDRESS` lie page frames: their lines are cached and cost what any line costs, but their bytes have
 * no values here (a part that needs contents keeps them elsewhere), and nobody spins on them, so requests for
 * one of their lines do not queue.
 */
import type { Directory } from "./directory.ts";
import { Layout, type Placed, type Struct } from "./layout.ts";
import type { LineTurns } from "./line_turns.ts";
import type { MachineSpec } from "./spec.ts";

/** Page frames are at this address and above. */
export const FRAMES_ADDRESS = 2 ** 26;
/** Bytes of a page. */
export const PAGE_BYTES = 4096;
const FRAMES_LINE = FRAMES_ADDRESS >>> 6;
const MOST_FRAMES = (2 ** 32 - FRAMES_ADDRESS) / PAGE_BYTES;

/** Addresses, values, homes. */
export class PhysicalMemory {
  /** What the structures are called. */
  readonly layout = new Layout();
  /** The values of the structures' 32-bit words. */
  words = new Int32Array(0);
  readonly #chips: number;
  readonly #directory: Directory;
  readonly #turns: LineTurns;
  #homes = new Uint16Array(0);
  #frameHomes = new Uint16Array(0);
  #frames = 0;
  #endLine = 0;
  #endOfFrames = FRAMES_LINE;

  /** Empty memory; directory and turns get room for each line that is given out. */
  constructor(spec: MachineSpec, directory: Directory, turns: LineTurns) {
    this.#chips = spec.chips.value;
    this.#directory = directory;
    this.#turns = turns;
  }

  /** Puts a structure into the memory of a chip, on lines of its own, all zero. */
  place<Name extends string>(type: Struct<Name>, chip: number, label: string): Placed<Name> {
    this.#checkChip(chip, label);
    const firstLine = this.layout.endAddress >>> 6;
    const placed = this.layout.place(type, label), lines = this.layout.endAddress >>> 6;
    if (lines > FRAMES_LINE) throw new RangeError(`no room for ${label}: structures may take 64 MB in all`);
    if (lines > this.#homes.length) {
      const room = Math.min(FRAMES_LINE, Math.max(lines, 2 * this.#homes.length, 256));
      this.#homes = grown(this.#homes, new Uint16Array(room));
      this.words = grown(this.words, new Int32Array(room * 16));
      this.#turns.reserve(room);
      this.#directory.reserve(room);
    }
    this.#homes.fill(chip, firstLine, lines);
    this.#endLine = lines;
    return placed;
  }

  /** Takes consecutive page frames out of the memory of a chip, and returns the address of the first. */
  placeFrames(count: number, chip: number): number {
    this.#checkChip(chip, `${count} page frames`);
    const first = this.#frames, end = first + count;
    if (end > MOST_FRAMES) {
      throw new RangeError(`no room for ${count} more page frames: there are ${MOST_FRAMES} in all`);
    }
    if (end > this.#frameHomes.length) {
      const room = Math.min(MOST_FRAMES, Math.max(end, 2 * this.#frameHomes.length, 4096));
      this.#frameHomes = grown(this.#frameHomes, new Uint16Array(room));
      this.#directory.reserve(FRAMES_LINE + room * (PAGE_BYTES / 64));
    }
    this.#frameHomes.fill(chip, first, end);
    this.#frames = end;
    this.#endOfFrames = FRAMES_LINE + end * (PAGE_BYTES / 64);
    return FRAMES_ADDRESS + first * PAGE_BYTES;
  }

  /** Throws when nothing is at an address: neither a structure, nor a page frame. */
  check(address: number, core: number): void {
    const line = address >>> 6;
    if (address >= 0 && line < (line < FRAMES_LINE ? this.#endLine : this.#endOfFrames)) return;
    throw new RangeError(`core ${core} cannot access address ${address}: nothing is there`);
  }

  /** Throws when nothing is at some of so many bytes. */
  checkRange(address: number, byteCount: number, core: number): void {
    this.check(address, core);
    if (byteCount !== 0) this.check(address + byteCount - 1, core);
  }

  /** The chip in whose memory a line lives. */
  homeOf(line: number): number {
    return line < FRAMES_LINE ? this.#homes[line]! : this.#frameHomes[(line - FRAMES_LINE) >>> 6]!;
  }

  /** Moves what stands in some bytes, whole lines or page frames, to the memory of another chip. */
  move(address: number, byteCount: number, chip: number): void {
    this.#checkChip(chip, `${byteCount} bytes`);
    const end = address + byteCount;
    if (address < FRAMES_ADDRESS) this.#homes.fill(chip, address >>> 6, (end + 63) >>> 6);
    else this.#frameHomes.fill(chip, frameOf(address), frameOf(end - 1) + 1);
  }

  #checkChip(chip: number, what: string): void {
    if (chip >= 0 && chip < this.#chips) return;
    throw new RangeError(`cannot place ${what} on chip ${chip}: there are ${this.#chips} chips`);
  }
}

function frameOf(address: number): number {
  return Math.floor((address - FRAMES_ADDRESS) / PAGE_BYTES);
}

function grown<A extends Uint16Array | Int32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
