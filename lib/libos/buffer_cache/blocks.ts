/**
 * The blocks of a buffer cache: each has a page frame for its words and a header of one line (`struct
 * data_bufhdr` in `fs/vfs0cache.c` of Corey's source). Blocks are never given back to the kernel, so a header
 * is a header for ever; that is what makes lock-free lists of them safe.
 */
import type { Core } from "../../machine/core.ts";
import { int32, lineAligned, type Placed, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { STEP_BYTES } from "../../machine/streams.ts";
import type { Program } from "../../sim/task.ts";
import { BLOCK_WORDS } from "./buffer_cache.ts";

const header = struct("data_bufhdr", { next: lineAligned(int32), key: int32, users: int32, stale: int32 });

/** Blocks are numbered from 1 on, so that 0 can say "none". */
export class Blocks {
  readonly #machine: Machine;
  readonly #headers: Placed<"next" | "key" | "users" | "stale">[] = [];
  readonly #frames: number[] = [];
  readonly #words: Int32Array[] = [];

  /** No block yet. */
  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** How many there are. */
  get total(): number {
    return this.#frames.length;
  }

  /**
   * A fresh block in a chip's memory. At no cost: it is memory that has not been used since the machine
   * started.
   */
  make(chip: number): number {
    const { memory } = this.#machine, id = this.#frames.length + 1;
    this.#headers.push(memory.place(header, chip, `data_bufhdr ${id}`));
    this.#frames.push(memory.physical.placeFrames(1, chip));
    this.#words.push(new Int32Array(BLOCK_WORDS));
    return id;
  }

  /** The header of a block. */
  header(id: number): Placed<"next" | "key" | "users" | "stale"> {
    return this.#headers[id - 1]!;
  }

  /** Reads all of a block; what it holds once that is done. */
  *read(core: Core, id: number): Program<Int32Array> {
    const frame = this.#frames[id - 1]!;
    for (let at = 0; at < PAGE_BYTES; at += STEP_BYTES) {
      core.streamRead(frame + at, STEP_BYTES);
      yield;
    }
    return this.#words[id - 1]!;
  }

  /** Fills a block, from the front to the back. */
  *fill(core: Core, id: number, words: Int32Array): Program {
    const frame = this.#frames[id - 1]!, kept = this.#words[id - 1]!;
    for (let at = 0; at < PAGE_BYTES; at += STEP_BYTES) {
      core.streamClear(frame + at, STEP_BYTES);
      kept.set(words.subarray(at / 4, (at + STEP_BYTES) / 4), at / 4);
      yield;
    }
  }
}
