/**
 * Page frames as kernels see them: each frame of memory comes with a descriptor, the records that a kernel
 * keeps for a page (Linux's `struct page` and what it points to, Corey's page metadata). A frame that has not
 * been used for a while is cold, and so is its descriptor.
 */
import type { Sourced } from "../input/sourced.ts";
import type { Core } from "../machine/core.ts";
import { L1_CACHE_BYTES } from "../machine/lines.ts";
import type { Machine } from "../machine/machine.ts";
import { FRAMES_ADDRESS, PAGE_BYTES } from "../machine/physical_memory.ts";

/** Lines of a page's records that a fault which needs a fresh page touches, besides clearing it. */
export const descriptorLines: Sourced<number, "lines"> = {
  value: 12,
  unit: "lines",
  source:
    "calibrated: Corey, section 8.2, has 76 L3 misses per page fault on one core, 64 of them for clearing " +
    "the page; which lines the other 12 are is not stated",
  sure: "P",
};

const BLOCK = 64;

/** Frames of a machine's memory with their descriptors, handed out block by block. */
export class PageFrames {
  readonly #machine: Machine;
  readonly #descriptors = new PerFrame();

  /** Nothing is handed out yet. */
  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /**
   * Sixty-four fresh frames of a chip: their addresses. At no cost: this is memory that has not been used
   * since the machine started.
   */
  block(chip: number): number[] {
    const lines = descriptorLines.value;
    const first = this.#machine.memory.physical.placeFrames(BLOCK + lines, chip);
    const descriptors = first + BLOCK * PAGE_BYTES;
    const frames = Array.from({ length: BLOCK }, (_, i) => first + i * PAGE_BYTES);
    frames.forEach((frame, i) => this.#descriptors.set(frame, descriptors + i * lines * L1_CACHE_BYTES));
    return frames;
  }

  /** The first line of a frame's descriptor: counts, flags, the lock of a page-table page. */
  descriptor(frame: number): number {
    return this.#descriptors.get(frame);
  }

  /** Goes through all records of a page, as the fault handler does that puts a fresh page to use. */
  initialise(core: Core, frame: number): void {
    const first = this.#descriptors.get(frame);
    for (let line = 0; line < descriptorLines.value; line++) core.write(first + L1_CACHE_BYTES * line);
  }
}

/**
 * A number for each page frame, zero at first. Kernels keep some for every page in use: a map would take
 * several times the room.
 */
export class PerFrame {
  #values = new Uint32Array(1024);

  /** The number of the frame at an address. */
  get(frame: number): number {
    return this.#values[(frame - FRAMES_ADDRESS) / PAGE_BYTES] ?? 0;
  }

  /** Notes a number for the frame at an address. */
  set(frame: number, value: number): void {
    const place = (frame - FRAMES_ADDRESS) / PAGE_BYTES;
    if (place >= this.#values.length) {
      const larger = new Uint32Array(Math.max(place + 1, 2 * this.#values.length));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[place] = value;
  }
}
