/**
 * Linux's slab allocator (`mm/slab.c` of 2.6.25), as far as it decides which memory a core gets: each core
 * has a stack of free objects of its own, and a list for all, under a lock, from which a batch comes when the
 * stack is empty and to which a batch goes when it is full.
 *
 * It scales as long as a core frees what it allocated. A packet that one core allocates and another frees
 * carries its lines along, and at each batch the lock as well.
 * Its opposite: Corey's lists of records (`kernels/corey/objects/record_list.ts`), to which a record always
 * returns. Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import { ticket } from "../../../locks/ticket.ts";
import type { Lock } from "../../../locks/lock.ts";
import type { Core } from "../../../machine/core.ts";
import { array, bytes, int32, lineAligned, type Placed, struct, word64 } from "../../../machine/layout.ts";
import { L1_CACHE_BYTES } from "../../../machine/lines.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";

const arrayCache = struct("array_cache", {
  avail: int32,
  limit: int32,
  batchcount: int32,
  entry: array(word64, 120),
});
const listStruct = struct("kmem_list3", { list_lock: lineAligned(int32), free_objects: int32 });
/** As `enable_cpucache` sets them for objects of up to a page. */
const LIMIT = 54, BATCH = 27;
const OBJECTS_PER_SLAB = 32;

/** Objects of one size. */
export class Slab {
  readonly #machine: Machine;
  readonly #list: Placed<"list_lock" | "free_objects">;
  readonly #lock: Lock;
  readonly #shared: number[] = [];
  readonly #caches: { readonly at: Placed<"avail" | "entry">; readonly free: number[] }[];

  /** @param label what the objects are: `sk_buff` */
  constructor(machine: Machine, readonly label: string, readonly objectBytes: number) {
    this.#machine = machine;
    this.#list = machine.memory.place(listStruct, 0, `kmem_list3 of ${label}`);
    this.#lock = ticket.place(machine, this.#list.list_lock);
    this.#caches = machine.cores.map((core) => ({
      at: machine.memory.place(arrayCache, core.chip, `array_cache ${core.number} of ${label}`),
      free: [],
    }));
  }

  /** Takes an object: the one that this core freed last, if there is one. */
  *allocate(core: Core): Program<number> {
    const { at, free } = this.#caches[core.number]!;
    core.load(at.avail);
    if (free.length === 0) {
      yield* this.#lock.acquire(core);
      if (this.#shared.length < BATCH) this.#grow(core);
      free.push(...this.#shared.splice(-BATCH));
      core.store(this.#list.free_objects, this.#shared.length);
      yield* this.#lock.release(core);
    }
    const object = free.pop()!;
    core.load(at.entry + 8 * free.length);
    core.store(at.avail, free.length);
    return object;
  }

  /** Gives an object back. */
  *free(core: Core, object: number): Program {
    const { at, free } = this.#caches[core.number]!;
    core.load(at.avail);
    if (free.length >= LIMIT) {
      yield* this.#lock.acquire(core);
      // The ones that were freed longest ago go first.
      this.#shared.push(...free.splice(0, BATCH));
      core.store(this.#list.free_objects, this.#shared.length);
      yield* this.#lock.release(core);
    }
    core.store(at.entry + 8 * free.length, object);
    free.push(object);
    core.store(at.avail, free.length);
  }

  #grow(core: Core): void {
    const size = Math.ceil(this.objectBytes / L1_CACHE_BYTES) * L1_CACHE_BYTES, { memory } = this.#machine;
    const slab = struct("slab", { object: array(bytes(size, L1_CACHE_BYTES), OBJECTS_PER_SLAB) });
    const first = memory.place(slab, core.chip, `${this.label} slab`).object;
    for (let i = 0; i < OBJECTS_PER_SLAB; i++) this.#shared.push(first + i * size);
  }
}
