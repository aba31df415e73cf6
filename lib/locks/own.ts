/**
 * A lock a core: each has one of its own, so none excludes another. As it stands it guards nothing; it takes
 * the time of locks that nobody else wants. With it at the place of a lock for all one can try what a table
 * for each core would be worth, before there is one.
 * Its opposite: `ticket.ts`. Notebook: `11_what_if`.
 */
import type { Core } from "../machine/core.ts";
import { int32, lineAligned, struct } from "../machine/layout.ts";
import type { Machine } from "../machine/machine.ts";
import type { Lock, LockKind, ReadWriteLockKind } from "./lock.ts";
import { queueNodes } from "./queue_nodes.ts";
import { ticket } from "./ticket.ts";

const ownStruct = struct("own_lock", { word: lineAligned(int32) });

/** The lock of a core, for a lock that would stand at an address. */
function ownLocks(machine: Machine, address: number): (core: Core) => Lock {
  const words = queueNodes(machine, ownStruct, address), locks: Lock[] = [];
  return ({ number }) => locks[number] ??= ticket.place(machine, words(number + 1).word);
}

/** A ticket lock a core. */
export const own: LockKind = {
  name: "own",
  fair: true,
  place: (machine, address) => {
    const lockOf = ownLocks(machine, address);
    return { acquire: (core) => lockOf(core).acquire(core), release: (core) => lockOf(core).release(core) };
  },
};

/** A ticket lock a core, for readers and writers. */
export const ownReadWrite: ReadWriteLockKind = {
  name: "own",
  place: (machine, address) => {
    const { acquire, release } = own.place(machine, address);
    return { acquireRead: acquire, releaseRead: release, acquireWrite: acquire, releaseWrite: release };
  },
};
