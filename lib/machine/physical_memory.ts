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
import { Lines } from "./lines.ts";
import type { LineTurns } from "./line_turns.ts";
import type { MachineSpec } from "./spec.ts";

/** Page frames are at this address and above. */
export const FRAMES_ADDRESS = 2 ** 26;
/** Bytes of a page. */
export const PAGE_BYTES = 4096;
const MOST_FRAMES = (2 ** 32 - FRAMES_ADDRESS) / PAGE_BYTES;

/** Addresses, values, homes. */
export class PhysicalMemory {
  /** What the structures are called. */
  readonly layout: Layout;
  /** The values of the structures' 32-bit words. */
  words = new Int32Array(0);
  readonly #chips: number;
  readonly #lineShift: number;
  /** The first line of page frames, and how many there are in each. */
  readonly #framesLine: number;
  readonly #frameShift: number;
  readonly #directory: Directory;
  readonly #turns: LineTurns;
  #homes = new Uint16Array(0);
  #frameHomes = new Uint16Array(0);
  #frames = 0;
  #endLine = 0;
  #endOfFrames: number;

  /** Empty memory; directory and turns get room for each line that is given out. */
  constructor(spec: MachineSpec, directory: Directory, turns: LineTurns) {
    const lines = new Lines(spec.lineBytes.value);
    this.layout = new Layout(lines);
    this.#lineShift = lines.shift;
    this.#framesLine = this.#endOfFrames = lines.of(FRAMES_ADDRESS);
    this.#frameShift = Math.log2(PAGE_BYTES) - lines.shift;
    this.#chips = spec.chips.value;
    this.#directory = directory;
    this.#turns = turns;
  }

  /** Puts a structure into the memory of a chip, on lines of its own, all zero. */
  place<Name extends string>(type: Struct<Name>, chip: number, label: string): Placed<Name> {
    this.#checkChip(chip, label);
    const firstLine = this.layout.endAddress >>> this.#lineShift;
    const placed = this.layout.place(type, label), lines = this.layout.endAddress >>> this.#lineShift;
    if (lines > this.#framesLine) {
      throw new RangeError(`no room for ${label}: structures may take 64 MB in all`);
    }
    if (lines > this.#homes.length) {
      const room = Math.min(this.#framesLine, Math.max(lines, 2 * this.#homes.length, 256));
      this.#homes = grown(this.#homes, new Uint16Array(room));
      this.words = grown(this.words, new Int32Array(room << this.#lineShift >>> 2));
      this.#turns.reserve(room);
      this.#directory.reserve(0, room);
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
      const room = Math.min(MOST_FRAMES, Math.max(end, 2 * this.#frameHomes.length, 256));
      this.#frameHomes = grown(this.#frameHomes, new Uint16Array(room));
      this.#directory.reserve(this.#framesLine, this.#framesLine + (room << this.#frameShift));
    }
    this.#frameHomes.fill(chip, first, end);
    this.#frames = end;
    this.#endOfFrames = this.#framesLine + (end << this.#frameShift);
    return FRAMES_ADDRESS + first * PAGE_BYTES;
  }

  /** The line that an address is on. */
  lineOf(address: number): number {
    return address >>> this.#lineShift;
  }

  /** Throws when nothing is at an address: neither a structure, nor a page frame. */
  check(address: number, core: number): void {
    const line = this.lineOf(address);
    if (address >= 0 && line < (line < this.#framesLine ? this.#endLine : this.#endOfFrames)) return;
    throw new RangeError(`core ${core} cannot access address ${address}: nothing is there`);
  }

  /** Throws when nothing is at some of so many bytes. */
  checkRange(address: number, byteCount: number, core: number): void {
    this.check(address, core);
    if (byteCount !== 0) this.check(address + byteCount - 1, core);
  }

  /** The chip in whose memory a line lives. */
  homeOf(line: number): number {
    const frames = this.#framesLine;
    return line < frames ? this.#homes[line]! : this.#frameHomes[(line - frames) >>> this.#frameShift]!;
  }

  /** Moves what stands in some bytes, whole lines or page frames, to the memory of another chip. */
  move(address: number, byteCount: number, chip: number): void {
    this.#checkChip(chip, `${byteCount} bytes`);
    const end = address + byteCount, { lines } = this.layout;
    if (address < FRAMES_ADDRESS) this.#homes.fill(chip, lines.of(address), lines.of(end - 1) + 1);
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
