/**
 * Who holds which lock. Locks themselves hold no such notes; cores make them here, so that a lock that lets two in, or is released by
 * somebody else, is found at once, and a deadlock can be explained.
 */
import type { Layout } from "./layout.ts";

/** Who holds one lock. */
interface Holders {
  /** The core that has it for itself, or -1. */
  writer: number;
  /** The cores that have it for reading. */
  readonly readers: number[];
}

/** Locks that are held, by address. */
export class HeldLocks {
  /** How often a lock was taken, for itself. */
  taken = 0;
  readonly #layout: Layout;
  /** Locks that were ever taken; a record stays when its lock is given back, as it will be taken again. */
  readonly #locks = new Map<number, Holders>();

  /** Nothing is held. */
  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** A core has a lock for itself. Throws when another has it as well: the lock is broken. */
  take(address: number, core: number): void {
    const lock = this.#at(address);
    if (lock.writer >= 0 || lock.readers.length > 0) {
      throw new Error(`${this.#layout.nameOf(address)} let core ${core} in while ${inWords(lock)}`);
    }
    lock.writer = core;
    this.taken++;
  }

  /** A core has a lock for reading. Throws when another has it for itself. */
  share(address: number, core: number): void {
    const lock = this.#at(address);
    if (lock.writer >= 0) {
      throw new Error(`${this.#layout.nameOf(address)} let core ${core} read while ${inWords(lock)}`);
    }
    lock.readers.push(core);
  }

  /** A core gives a lock back. Throws when it does not have it. */
  give(address: number, core: number): void {
    const lock = this.#at(address);
    if (lock.writer === core) {
      lock.writer = -1;
      return;
    }
    const place = lock.readers.indexOf(core);
    if (place < 0) {
      throw new Error(
        `core ${core} cannot release ${this.#layout.nameOf(address)}, which ${inWords(lock)}`,
      );
    }
    lock.readers.splice(place, 1);
  }

  /** All that is held, in words: `core 1 holds files_struct.file_lock`. */
  list(): string[] {
    return [...this.#locks].filter(([, { writer, readers }]) => writer >= 0 || readers.length > 0)
      .map(([address, lock]) => `${inWords(lock)} ${this.#layout.nameOf(address)}`);
  }

  #at(address: number): Holders {
    let lock = this.#locks.get(address);
    if (!lock) this.#locks.set(address, lock = { writer: -1, readers: [] });
    return lock;
  }
}

function inWords({ writer, readers }: Holders): string {
  if (writer >= 0) return `core ${writer} holds`;
  return readers.length === 0 ? "nobody holds" : `cores ${readers.join(", ")} read under`;
}
