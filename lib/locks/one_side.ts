/** One side of a read-write lock, in the place of a lock of one core at a time. */
import { checkInput } from "../input/check.ts";
import { readWriteLockOption } from "./as_option.ts";
import type { LockKind, ReadWriteLockKind } from "./lock.ts";

/** A read-write lock of which all want the writing side. */
export function writersOf(kind: ReadWriteLockKind): LockKind {
  checkInput(readWriteLockOption, kind, "the lock of writersOf");
  return {
    name: `${kind.name}, writing`,
    fair: false,
    place(machine, address) {
      const lock = kind.place(machine, address);
      return { acquire: (core) => lock.acquireWrite(core), release: (core) => lock.releaseWrite(core) };
    },
  };
}

/** A read-write lock of which all want the reading side. */
export function readersOf(kind: ReadWriteLockKind): LockKind {
  checkInput(readWriteLockOption, kind, "the lock of readersOf");
  return {
    name: `${kind.name}, reading`,
    fair: false,
    place(machine, address) {
      const lock = kind.place(machine, address);
      return { acquire: (core) => lock.acquireRead(core), release: (core) => lock.releaseRead(core) };
    },
  };
}
