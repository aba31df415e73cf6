/**
 * What a lock is: two programs over one word of memory (and whatever queue nodes it brings along). A kind of
 * lock is a value, so that a kernel can be assembled with another one: `linux.threads({ fileTableLock: mcs
 * })`.
 */
import type { Core } from "../machine/core.ts";
import type { Machine } from "../machine/machine.ts";
import type { Program } from "../sim/task.ts";

/** A mutual-exclusion lock. */
export interface Lock {
  /** Waits until the core holds the lock. */
  acquire(core: Core): Program;
  /** Releases it. Throws when the core does not hold it. */
  release(core: Core): Program;
}

/** A kind of lock. */
export interface LockKind {
  /** Name in rows and figures. */
  readonly name: string;
  /** Whether cores get the lock in the order in which they asked for it. */
  readonly fair: boolean;
  /** Makes the 32-bit word at `address` a free lock of this kind. */
  place(machine: Machine, address: number): Lock;
}

/** A lock that many readers may hold at once. */
export interface ReadWriteLock {
  /** Waits until the core may read. */
  acquireRead(core: Core): Program;
  /** Ends reading. */
  releaseRead(core: Core): Program;
  /** Waits until the core holds the lock alone. */
  acquireWrite(core: Core): Program;
  /** Ends writing. Throws when the core is not the writer. */
  releaseWrite(core: Core): Program;
}

/** A kind of read-write lock. */
export interface ReadWriteLockKind {
  /** Name in rows and figures. */
  readonly name: string;
  /** Makes the 32-bit word at `address` a free lock of this kind. */
  place(machine: Machine, address: number): ReadWriteLock;
}
