/**
 * Locks, and what a lock of one's own has to have.
 * @module
 */

export type { Lock, LockKind, ReadWriteLock, ReadWriteLockKind } from "./lock.ts";
export * from "./all.ts";
export { perfectReadWrite } from "./perfect.ts";
export { readWrite } from "./read_write.ts";
export { mcsReadWrite } from "./mcs_read_write.ts";
export { scalableReadWrite } from "./scalable_read_write.ts";
export { splitReadWrite } from "./split_read_write.ts";
export { readersOf, writersOf } from "./one_side.ts";
export { own, ownReadWrite } from "./own.ts";
export { rcu } from "./rcu.ts";
export { replaceable, type Replacement } from "./replaceable.ts";
export { lockPathCycles } from "./path_lengths.ts";
