/**
 * A free list of records, all of one size, that belongs to one core.
 *
 * It scales: a core that takes from its own list meets nobody. A lock guards it because others may name it
 * too.
 * Its opposite: the slab allocator of Linux (`kernels/linux/network/slab.ts`), whose per-core caches move
 * records to wherever they are freed. Workload: `workloads/shares.ts`.
 */
import { mcs } from "../../../locks/mcs.ts";
import type { Core } from "../../../machine/core.ts";
import { int32, lineAligned, type Placed, struct, word64 } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";
import { type Executor, type KernelLock, placeKernelLock } from "./executor.ts";

const listStruct = struct("record_list", { lock: int32, count: lineAligned(int32), head: word64 });

/** A free list of one core. */
export class RecordList<Piece> {
  /** How many pieces are in use. */
  taken = 0;
  readonly #free: Piece[] = [];
  readonly #at: Placed<"lock" | "count" | "head">;
  readonly #lock: KernelLock;

  /**
   * An empty list in the memory of its owner's chip.
   *
   * @param fresh makes a piece when none is free
   */
  constructor(machine: Machine, owner: Core, readonly fresh: () => Piece) {
    this.#at = machine.memory.place(listStruct, owner.chip, `record_list ${owner.number}`);
    this.#lock = placeKernelLock(mcs, machine, this.#at.lock);
  }

  /** Takes a piece, a used one if there is any. */
  *take(core: Executor): Program<Piece> {
    yield* this.#lock.acquire(core);
    core.load(this.#at.head);
    this.taken++;
    const piece = this.#free.pop() ?? this.fresh();
    this.#changed(core);
    yield* this.#lock.release(core);
    return piece;
  }

  /** Gives a piece back. */
  *give(core: Executor, piece: Piece): Program {
    yield* this.#lock.acquire(core);
    this.taken--;
    this.#free.push(piece);
    this.#changed(core);
    yield* this.#lock.release(core);
  }

  #changed(core: Executor): void {
    core.store(this.#at.head, this.#free.length);
    core.store(this.#at.count, this.#free.length);
  }
}
