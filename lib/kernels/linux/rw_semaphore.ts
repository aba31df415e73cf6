/**
 * The read-write semaphore of Linux 2.6.25 on x86-64 (`include/linux/rwsem-spinlock.h`,
 * `lib/rwsem-spinlock.c`): a count of readers, guarded by a spin lock; a core that cannot go on sleeps in a
 * queue. (The version that counts with one atomic, `asm/rwsem.h`, was for 32 bits only:
 * `RWSEM_XCHGADD_ALGORITHM` asks for `X86_XADD`, which asks for `X86_32`.)
 *
 * Readers go in together, but each of them takes the spin lock and writes the count, on the way in and on the
 * way out: for short sections it scales no better than the spin lock.
 * Its opposite: the lock of a private address range of Corey (`kernels/corey/memory/address_range.ts`), which
 * no other core wants. Workload: `workloads/memclone.ts`. Notebook: `04_address_ranges`.
 */
import type { Lock, ReadWriteLock, ReadWriteLockKind } from "../../locks/lock.ts";
import { replaceable } from "../../locks/replaceable.ts";
import { ticket } from "../../locks/ticket.ts";
import type { Core } from "../../machine/core.ts";
import { fieldsAt, int32, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import { mustRun } from "../../sim/must_run.ts";
import type { Program } from "../../sim/task.ts";
import { linuxPathCycles } from "./path_lengths.ts";

/** The words of `struct rw_semaphore` that have values here. */
const words = struct("rw_semaphore", { activity: int32, wait_lock: int32 });

class RwSemaphore implements ReadWriteLock {
  readonly #waitLock: Lock;
  readonly #waiters: { readonly core: Core; readonly writes: boolean }[] = [];

  constructor(readonly machine: Machine, readonly activity: number) {
    this.#waitLock = ticket.place(machine, fieldsAt(words, activity).wait_lock);
  }

  *acquireRead(core: Core): Program {
    yield* this.#down(core, false);
    core.acquiredShared(this.activity);
  }

  *acquireWrite(core: Core): Program {
    yield* this.#down(core, true);
    core.acquired(this.activity);
  }

  *releaseRead(core: Core): Program {
    yield* this.#waitLock.acquire(core);
    core.releasedShared(this.activity);
    const inside = core.load(this.activity) - 1;
    core.store(this.activity, inside);
    if (inside === 0) this.#wake(core);
    yield* this.#waitLock.release(core);
  }

  *releaseWrite(core: Core): Program {
    yield* this.#waitLock.acquire(core);
    core.released(this.activity);
    core.store(this.activity, 0);
    this.#wake(core);
    yield* this.#waitLock.release(core);
  }

  /** `__down_read` and `__down_write`. */
  *#down(core: Core, writes: boolean): Program {
    const { activity } = this;
    yield* this.#waitLock.acquire(core);
    const inside = core.load(activity);
    if (this.#waiters.length === 0 && (writes ? inside === 0 : inside >= 0)) {
      core.store(activity, writes ? -1 : inside + 1);
      yield* this.#waitLock.release(core);
      return;
    }
    this.#waiters.push({ core, writes });
    yield* this.#waitLock.release(core);
    yield core.sleep(() => `the semaphore ${this.machine.memory.layout.nameOf(activity)}`);
    // The core that woke this one has counted it already. What a wake-up costs, on both sides, is charged
    // here.
    core.compute(linuxPathCycles.contextSwitch.value);
  }

  /**
   * Lets in the first waiter, and if that is a reader, all readers behind it up to the next writer
   * (`__rwsem_do_wake`).
   */
  #wake(core: Core): void {
    const waiters = this.#waiters;
    if (waiters.length === 0) return;
    const writes = waiters[0]!.writes, nextWriter = waiters.findIndex((waiter) => waiter.writes);
    const count = writes ? 1 : nextWriter < 0 ? waiters.length : nextWriter;
    core.store(this.activity, writes ? -1 : count);
    for (const waiter of waiters.splice(0, count)) waiter.core.wake(core.now);
  }
}

mustRun(RwSemaphore.prototype);

/**
 * A count of readers under a spin lock, as Linux guards address spaces with. Takes two words, as `struct
 * rw_semaphore` does: `activity`, and after it `wait_lock`.
 */
export const rwSemaphore: ReadWriteLockKind = replaceable({
  name: "rw_semaphore",
  place: (machine, activity) => new RwSemaphore(machine, activity),
});
