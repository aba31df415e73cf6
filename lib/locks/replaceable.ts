/**
 * Locks that can be replaced where they stand: a machine may be told that another kind is to stand at a word
 * than the program puts there. So another lock in a named place can be tried in any program, whether or not
 * its author thought of it.
 */
import type { Machine } from "../machine/machine.ts";
import type { LockKind, ReadWriteLockKind } from "./lock.ts";

/** What is to stand at a word, for a lock of one core at a time and for a read-write lock. */
export interface Replacement {
  /** In place of a lock of one core at a time. */
  readonly lock?: LockKind;
  /** In place of a read-write lock. */
  readonly readWrite?: ReadWriteLockKind;
}

/**
 * A kind of lock that gives way to another where the machine has one for the place.
 *
 * @example
 * ```ts
 * import { int32, Machine, mcs, opteron16, struct, ticket } from "corey-lab";
 * const parts = new Map([["table#0+0", { lock: mcs }]]);
 * const machine = new Machine(opteron16, { rearrangement: { parts } });
 * const table = machine.memory.place(struct("table", { guard: int32 }));
 * console.log(ticket.place(machine, table.guard).constructor.name); // McsLock
 * ```
 */
export function replaceable<Kind extends LockKind | ReadWriteLockKind>(kind: Kind): Kind {
  const place = (machine: Machine, address: number) => {
    const other = machine.takePart(address) as Replacement | undefined;
    return ((other && ("fair" in kind ? other.lock : other.readWrite)) ?? kind).place(machine, address);
  };
  return { ...kind, place };
}
