/**
 * Who holds which lock. Locks themselves hold no such notes; cores make them here, so that a lock that lets
 * two in, or is released by a core that does not hold it, is found at once, and a deadlock can be explained.
 */
import { ProgramError } from "../sim/errors.ts";
import type { Layout } from "./layout.ts";
import type { Observer } from "./observer.ts";

/** Who holds one lock. */
interface Holders {
  /** The core that holds it exclusively, or -1. */
  writer: number;
  /** The cores that hold it for reading. */
  readonly readers: number[];
}

/** Locks that are held, by address. */
export class HeldLocks {
  /** How often a lock was acquired exclusively. */
  taken = 0;
  readonly #layout: Layout;
  readonly #observer: Observer | undefined;
  /**
   * Locks that were ever acquired; a record stays after the release, since the lock will be acquired again.
   */
  readonly #locks = new Map<number, Holders>();

  /** Nothing is held. */
  constructor(layout: Layout, observer: Observer | undefined) {
    this.#layout = layout;
    this.#observer = observer;
  }

  /** A core has acquired a lock. Throws when another holds it as well: the lock is broken. */
  acquired(address: number, core: number, atCycles: number): void {
    const lock = this.#at(address);
    if (lock.writer >= 0 || lock.readers.length > 0) {
      throw new ProgramError(`${this.#layout.nameOf(address)} let core ${core} in while ${inWords(lock)}`);
    }
    lock.writer = core;
    this.taken++;
    this.#observer?.lock?.({ core, address, change: "acquired", atCycles });
  }

  /** A core has acquired a lock for reading. Throws when a writer holds it. */
  acquiredShared(address: number, core: number, atCycles: number): void {
    const lock = this.#at(address);
    if (lock.writer >= 0) {
      throw new ProgramError(`${this.#layout.nameOf(address)} let core ${core} read while ${inWords(lock)}`);
    }
    lock.readers.push(core);
    this.#observer?.lock?.({ core, address, change: "acquired shared", atCycles });
  }

  /** A core releases a lock. Throws when it does not hold it. */
  released(address: number, core: number, atCycles: number): void {
    const lock = this.#at(address);
    if (lock.writer !== core) throw this.#cannotRelease(address, core, lock);
    lock.writer = -1;
    this.#observer?.lock?.({ core, address, change: "released", atCycles });
  }

  /** A core releases a lock for reading. Throws when it does not hold it so. */
  releasedShared(address: number, core: number, atCycles: number): void {
    const lock = this.#at(address), place = lock.readers.indexOf(core);
    if (place < 0) throw this.#cannotRelease(address, core, lock);
    lock.readers.splice(place, 1);
    this.#observer?.lock?.({ core, address, change: "released", atCycles });
  }

  #cannotRelease(address: number, core: number, lock: Holders): ProgramError {
    return new ProgramError(
      `core ${core} cannot release ${this.#layout.nameOf(address)}, which ${inWords(lock)}`,
    );
  }

  /** What a core holds, in words: `core 1 holds files_struct.file_lock`. */
  listOf(core: number): string[] {
    return [...this.#locks].filter(([, { writer, readers }]) => writer === core || readers.includes(core))
      .map(([address, { writer }]) => {
        return `core ${core} ${writer === core ? "holds" : "reads under"} ${this.#layout.nameOf(address)}`;
      });
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
