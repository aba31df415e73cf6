/**
 * Read-copy-update (P. McKenney, J. Slingwine, 1998; Linux's `rcu_read_lock`), as far as it costs time:
 * readers do nothing at all, and writers exclude each other. A writer leaves what is read alone until it has
 * made a copy, and then publishes that in one store; what the old one took is freed later, when all cores
 * have done something else meanwhile (`call_rcu`), for which nobody waits.
 *
 * Reading scales perfectly. The price: readers may see what is old already, and what they read has to be such
 * that it can be replaced as a whole.
 * Its opposite: `read_write.ts`. Notebook: `11_what_if`.
 */
import { mustRun } from "../sim/must_run.ts";
import type { ReadWriteLockKind } from "./lock.ts";
import { mcs } from "./mcs.ts";

/** Readers that take no lock; writers, one at a time. */
export const rcu: ReadWriteLockKind = {
  name: "rcu",
  place: (machine, word) => {
    const writers = mcs.place(machine, word);
    return mustRun({
      *acquireRead() {
        // What others published until now is what is read.
        yield;
      },
      *releaseRead() {},
      acquireWrite: (core) => writers.acquire(core),
      releaseWrite: (core) => writers.release(core),
    });
  },
};
