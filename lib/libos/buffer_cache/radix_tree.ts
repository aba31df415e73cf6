/**
 * A tree that finds blocks without a lock (Corey's `fs/datatree.c`, as the paper describes it). Three levels
 * of 512 pointers each: a look-up reads one line a level, and the upper two hardly ever change, so every core
 * has copies of them. A missing node is put in by compare-and-swap: a core that comes second uses the other's
 * and keeps its own for the next time. Nodes are never taken out again.
 *
 * It scales: look-ups write nothing.
 * Its opposite: `hash_table.ts`. Workload: `workloads/buffer_cache.ts`. Notebook: `09_buffer_cache`.
 */
import type { Core } from "../../machine/core.ts";
import { array, bytes, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Program } from "../../sim/task.ts";
import { bufferCacheCycles } from "./path_lengths.ts";

const SLOT_BYTES = 8, BITS = 9, LEVELS = 3;
const node = struct("datatree", { ent: array(bytes(SLOT_BYTES, 64), PAGE_BYTES / SLOT_BYTES) });

/** Maps numbers of 27 bits to words that are not zero. */
export class RadixTree {
  readonly #machine: Machine;
  readonly #root: number;
  /** Cleared nodes that a core prepared in vain. */
  readonly #spare = new Map<Core, number>();

  /** An empty tree. */
  constructor(machine: Machine) {
    this.#machine = machine;
    this.#root = this.#node(0);
  }

  /** What stands under a key; 0 for nothing. */
  *find(core: Core, key: number): Program<number> {
    let at = this.#root;
    for (let level = LEVELS - 1; level > 0; level--) {
      core.compute(bufferCacheCycles.treeLevel.value);
      at = core.load(slot(at, key, level));
      if (at === 0) return 0;
    }
    yield;
    return core.load(slot(at, key, 0));
  }

  /** Puts something under a key if there is nothing yet; says whether there was not. */
  *put(core: Core, key: number, value: number): Program<boolean> {
    const leaf = yield* this.#leaf(core, key);
    yield;
    return core.compareAndSwap(leaf, 0, value);
  }

  /** Puts something under a key, and returns what stood there; 0 for nothing. */
  *replace(core: Core, key: number, value: number): Program<number> {
    const leaf = yield* this.#leaf(core, key);
    yield;
    return core.swap(leaf, value);
  }

  /** The address of a key's last slot; makes the nodes on the way to it. */
  *#leaf(core: Core, key: number): Program<number> {
    let at = this.#root;
    for (let level = LEVELS - 1; level > 0; level--) {
      core.compute(bufferCacheCycles.treeLevel.value);
      const here = slot(at, key, level);
      at = core.load(here);
      if (at !== 0) continue;
      const fresh = this.#spare.get(core) ?? this.#cleared(core);
      yield;
      const isFirst = core.compareAndSwap(here, 0, fresh);
      if (isFirst) this.#spare.delete(core);
      else this.#spare.set(core, fresh);
      at = isFirst ? fresh : core.load(here);
    }
    return slot(at, key, 0);
  }

  #cleared(core: Core): number {
    const fresh = this.#node(core.chip);
    core.streamClear(fresh, PAGE_BYTES);
    return fresh;
  }

  #node(chip: number): number {
    return this.#machine.memory.place(node, chip).ent;
  }
}

/** The address of the slot of a node that leads to a key. */
function slot(node: number, key: number, level: number): number {
  return node + SLOT_BYTES * ((key >>> (BITS * level)) & (2 ** BITS - 1));
}
