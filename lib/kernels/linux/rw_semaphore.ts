/**
 * The read-write semaphore of Linux 2.6.25 on x86-64 (`lib/rwsem-spinlock.c`): a count of readers, guarded by a spin lock; whoever cannot
 * go on sleeps in a queue.
 *
 * Readers go in together, but each of them takes the spin lock and writes the count, on the way in and on the way out: for short
 * sections it scales no better than the spin lock. Its workload: `workloads/memclone.ts`. Notebook: `04_address_ranges`.
 */
import type { Lock, ReadWriteLock } from "../../locks/lock.ts";
import { ticket } from "../../locks/ticket.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import { linuxPathCycles } from "./path_lengths.ts";

interface Waiter {
  readonly core: Core;
  readonly wants: "read" | "write";
}

/** A read-write semaphore in two words of memory. */
export class RwSemaphore implements ReadWriteLock {
  readonly #activity: number;
  readonly #waitLock: Lock;
  readonly #waiters: Waiter[] = [];
  readonly #name: string;

  /**
   * A free semaphore.
   *
   * @param activity address of the count: readers inside, or -1 for a writer
   * @param waitLock address of the spin lock
   */
  constructor(machine: Machine, activity: number, waitLock: number) {
    this.#activity = activity;
    this.#waitLock = ticket.place(machine, waitLock);
    this.#name = machine.memory.layout.nameOf(activity);
  }

  /** `down_read`. */
  *acquireRead(core: Core): Program {
    yield* this.#acquire(core, "read");
    core.tookShare(this.#activity);
  }

  /** `down_write`. */
  *acquireWrite(core: Core): Program {
    yield* this.#acquire(core, "write");
    core.tookLock(this.#activity);
  }

  /** `up_read`. */
  *releaseRead(core: Core): Program {
    yield* this.#waitLock.acquire(core);
    core.gaveLock(this.#activity);
    const inside = core.load(this.#activity) - 1;
    core.store(this.#activity, inside);
    if (inside === 0) this.#letIn(core);
    yield* this.#waitLock.release(core);
  }

  /** `up_write`. */
  *releaseWrite(core: Core): Program {
    yield* this.#waitLock.acquire(core);
    core.gaveLock(this.#activity);
    core.store(this.#activity, 0);
    this.#letIn(core);
    yield* this.#waitLock.release(core);
  }

  *#acquire(core: Core, wants: Waiter["wants"]): Program {
    yield* this.#waitLock.acquire(core);
    const inside = core.load(this.#activity);
    const free = this.#waiters.length === 0 && (wants === "read" ? inside >= 0 : inside === 0);
    if (free) {
      core.store(this.#activity, wants === "read" ? inside + 1 : -1);
      yield* this.#waitLock.release(core);
      return;
    }
    this.#waiters.push({ core, wants });
    yield* this.#waitLock.release(core);
    // Who lets us in has counted us already. It may have done so between the release and here.
    if (!this.#waiters.some((waiter) => waiter.core === core)) return;
    core.sleep(() => `the semaphore ${this.#name}`);
    yield;
    core.compute(linuxPathCycles.contextSwitch.value);
  }

  /** Lets in the first waiter, and if that is a reader, all readers behind it up to the next writer (`__rwsem_do_wake`). */
  #letIn(core: Core): void {
    const first = this.#waiters[0];
    if (!first) return;
    const readers = this.#waiters.findIndex((waiter) => waiter.wants === "write");
    const count = first.wants === "write" ? 1 : readers < 0 ? this.#waiters.length : readers;
    core.store(this.#activity, first.wants === "write" ? -1 : count);
    for (const waiter of this.#waiters.splice(0, count)) if (waiter.core.asleep) waiter.core.wake(core.now);
  }
}
