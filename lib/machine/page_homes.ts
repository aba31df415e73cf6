/**
 * In whose memory pages are, if not where programs put them. Linux takes a page from the memory of the core
 * that touches it first, which is not always the core that uses it; `numactl --interleave` deals pages to all
 * chips in turn.
 */
import type { Core } from "./core.ts";
import type { Memory } from "./memory.ts";
import type { MachineSpec } from "./spec.ts";
import { FRAMES_ADDRESS, PAGE_BYTES } from "./physical_memory.ts";
import { wrap } from "./wrap_verb.ts";

/**
 * `first touch`: each page in the memory of the chip whose core touches it first, before the run is measured
 * and again from then on. `interleaved`: to all chips in turn.
 */
export type PageHoming = "first touch" | "interleaved";

/** What a machine is made of. */
export interface Hardware {
  /** What was asked for. */
  readonly spec: MachineSpec;
  /** The memory. */
  readonly memory: Memory;
  /** The cores. */
  readonly cores: readonly Core[];
}

/** Decides on the homes of the pages of a machine: page frames, and structures of a page or more. */
export class PageHomes {
  readonly #machine: Hardware;
  readonly #homing: PageHoming;
  readonly #touched = new Set<number>();
  /** Pages of structures; of all others below the page frames the homes stay. */
  readonly #ofStructures = new Set<number>();

  /** For a machine that is being built. */
  constructor(machine: Hardware, homing: PageHoming) {
    this.#machine = machine;
    this.#homing = homing;
  }

  /** From now on pages go to whoever touches them next. */
  forget(): void {
    this.#touched.clear();
  }

  /** Notes which core touches what. */
  ofCore(core: Core): void {
    if (this.#homing !== "first touch") return;
    for (const verb of ["read", "write", "fetchAdd", "swap", "compareAndSwap"] as const) {
      wrap(core, verb, (act) => (address, ...rest) => {
        this.#touch(core, address, 4);
        return act.call(core, address, ...rest);
      });
    }
    for (const verb of ["streamRead", "streamClear"] as const) {
      wrap(core, verb, (act) => (address, byteCount) => {
        this.#touch(core, address, Number(byteCount));
        return act.call(core, address, byteCount);
      });
    }
  }

  /** Places what is placed from now on. */
  ofMemory(): void {
    const { memory } = this.#machine, { physical } = memory;
    const place = memory.place.bind(memory), placeFrames = physical.placeFrames.bind(physical);
    memory.place = (type, chip = 0, label = type.name) => {
      const first = memory.layout.endAddress, placed = place(type, chip, label);
      if (type.bytes >= PAGE_BYTES) this.#settle(first, type.bytes, true);
      return placed;
    };
    physical.placeFrames = (count, chip) => {
      const first = placeFrames(count, chip);
      this.#settle(first, count * PAGE_BYTES, false);
      return first;
    };
  }

  #settle(first: number, byteCount: number, ofStructure: boolean): void {
    const { memory: { physical }, spec } = this.#machine;
    const end = Math.floor((first + byteCount) / PAGE_BYTES);
    for (let page = Math.ceil(first / PAGE_BYTES); page < end; page++) {
      if (ofStructure) this.#ofStructures.add(page);
      if (this.#homing === "interleaved") {
        physical.move(page * PAGE_BYTES, PAGE_BYTES, page % spec.chips.value);
      }
    }
  }

  #touch(core: Core, address: number, byteCount: number): void {
    for (let page = Math.floor(address / PAGE_BYTES); page * PAGE_BYTES < address + byteCount; page++) {
      if (this.#touched.has(page)) continue;
      this.#touched.add(page);
      const at = page * PAGE_BYTES;
      if (at < FRAMES_ADDRESS && !this.#ofStructures.has(page)) continue;
      this.#machine.memory.physical.move(at, PAGE_BYTES, core.chip);
    }
  }
}
