/**
 * Where new blocks come from: each core has a list of its own, and a block that is free again goes back to
 * the core it came from, in whose cache it is likely to be. Only its owner takes blocks off a list, so a
 * compare-and-swap is enough for others to put one on.
 *
 * It scales: a core that allocates touches its own list.
 * Its opposite: the one list of `hash_table.ts`. Workload: `workloads/buffer_cache.ts`. Notebook:
 * `09_buffer_cache`.
 */
import type { Core } from "../../machine/core.ts";
import { int32, lineAligned, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import type { Blocks } from "./blocks.ts";

const listStruct = struct("data_buf_col", { head: lineAligned(int32) });

/** A list of free blocks for each core. */
export class BlockAllocators {
  /** Blocks that are on a list. */
  free = 0;
  readonly #blocks: Blocks;
  readonly #heads: readonly number[];
  /** The core that a block belongs to, by the block's number. */
  readonly #owners: number[] = [];

  /** Empty lists: a core whose list is empty makes a new block in its chip's memory. */
  constructor(machine: Machine, blocks: Blocks) {
    this.#blocks = blocks;
    this.#heads = machine.cores.map(({ chip, number }) =>
      machine.memory.place(listStruct, chip, `data_buf_col ${number}`).head
    );
  }

  /** Takes a block for the core. */
  *take(core: Core): Program<number> {
    const head = this.#heads[core.number]!;
    for (;;) {
      yield;
      const id = core.load(head);
      if (id === 0) return this.#make(core);
      const next = core.load(this.#blocks.header(id).next);
      yield;
      if (!core.compareAndSwap(head, id, next)) continue;
      this.free--;
      return id;
    }
  }

  /** Gives a block back to the list it came from. */
  *give(core: Core, id: number): Program {
    const head = this.#heads[this.#owners[id]!]!;
    for (;;) {
      yield;
      const first = core.load(head);
      core.store(this.#blocks.header(id).next, first);
      yield;
      if (!core.compareAndSwap(head, first, id)) continue;
      this.free++;
      return;
    }
  }

  #make(core: Core): number {
    const id = this.#blocks.make(core.chip);
    this.#owners[id] = core.number;
    return id;
  }
}
