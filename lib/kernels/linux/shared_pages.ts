/**
 * Memory that processes share (`mm/shmem.c`, `mm/filemap.c`): pages kept in a tree by their offset. Each
 * process maps them in its own page table.
 *
 * It does not scale: each process takes a fault of its own on every page, although the page is there (a
 * *soft* fault), and each fault takes the tree's lock for reading, which writes the lock's line.
 * Its opposite: Corey's ranges (`kernels/corey/memory/address_range.ts`), whose page tables are shared.
 * Workload: `workloads/mempass.ts`. Notebook: `04_address_ranges`.
 */
import type { ReadWriteLock } from "../../locks/lock.ts";
import { readWrite } from "../../locks/read_write.ts";
import type { Core } from "../../machine/core.ts";
import { bytes, int32, lineAligned, type Placed, struct, word64 } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";

const mappingStruct = struct("address_space", {
  host: word64,
  page_tree: bytes(16),
  tree_lock: int32,
  nrpages: word64,
});
const treeNode = struct("radix_tree_node", {
  height: lineAligned(int32),
  count: int32,
  slots: bytes(64 * 8),
});

/** Pages by offset. */
export class SharedPages {
  /** How many address spaces show them. */
  views = 0;
  readonly #machine: Machine;
  readonly #at: Placed<"nrpages">;
  readonly #treeLock: ReadWriteLock;
  readonly #frames = new Map<number, number>();
  readonly #nodes = new Map<number, Placed<"slots" | "count">>();

  /** No pages yet. */
  constructor(machine: Machine) {
    this.#machine = machine;
    const at = machine.memory.place(mappingStruct);
    this.#at = at;
    this.#treeLock = readWrite.place(machine, at.tree_lock);
  }

  /** The page at an offset, if it is there (`find_get_page`). */
  *look(core: Core, offset: number): Program<number | undefined> {
    yield* this.#treeLock.acquireRead(core);
    const node = this.#nodes.get(offset >> 6);
    if (node) core.load(node.slots + 8 * (offset & 63));
    const frame = this.#frames.get(offset);
    yield* this.#treeLock.releaseRead(core);
    return frame;
  }

  /** Puts a page at an offset, unless another core was quicker; returns the page that is there then. */
  *insert(core: Core, offset: number, frame: number): Program<number> {
    yield* this.#treeLock.acquireWrite(core);
    const there = this.#frames.get(offset);
    if (there === undefined) {
      let node = this.#nodes.get(offset >> 6);
      if (!node) this.#nodes.set(offset >> 6, node = this.#machine.memory.place(treeNode, core.chip));
      core.store(node.slots + 8 * (offset & 63), frame);
      this.#frames.set(offset, frame);
      core.store(this.#at.nrpages, this.#frames.size);
    }
    yield* this.#treeLock.releaseWrite(core);
    return there ?? frame;
  }

  /** Takes all pages out, once nobody shows them any more. */
  drain(): number[] {
    const frames = [...this.#frames.values()];
    this.#frames.clear();
    return frames;
  }
}
