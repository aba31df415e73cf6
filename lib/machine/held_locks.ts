/**
 * Who holds which lock. Locks themselves hold no such notes; cores make them here, so that a lock that lets two in, or is released by
 * somebody else, is found at once, and a deadlock can be explained.
 */
import type { Layout } from "./layout.ts";

/** Locks that are held, by address. */
export class HeldLocks {
  /** How often a lock was taken, for itself. */
  taken = 0;
  readonly #layout: Layout;
  readonly #writer = new Map<number, number>();
  readonly #readers = new Map<number, Set<number>>();

  /** Nothing is held. */
  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** A core has a lock for itself. Throws when another has it as well: the lock is broken. */
  take(address: number, core: number): void {
    if (this.#writer.has(address) || this.#readersOf(address).size > 0) {
      throw new Error(`${this.#layout.nameOf(address)} let core ${core} in while ${this.#holders(address)}`);
    }
    this.#writer.set(address, core);
    this.taken++;
  }

  /** A core has a lock for reading. Throws when another has it for itself. */
  share(address: number, core: number): void {
    if (this.#writer.has(address)) {
      throw new Error(
        `${this.#layout.nameOf(address)} let core ${core} read while ${this.#holders(address)}`,
      );
    }
    this.#readersOf(address).add(core);
  }

  /** A core gives a lock back. Throws when it does not have it. */
  give(address: number, core: number): void {
    if (this.#writer.get(address) === core) this.#writer.delete(address);
    else if (!this.#readersOf(address).delete(core)) {
      throw new Error(
        `core ${core} cannot release ${this.#layout.nameOf(address)}, which ${this.#holders(address)}`,
      );
    }
  }

  /** All that is held, in words: `core 1 holds files_struct.file_lock`. */
  list(): string[] {
    const addresses = new Set([...this.#writer.keys(), ...this.#readers.keys()]);
    return [...addresses].filter((address) => this.#writer.has(address) || this.#readersOf(address).size > 0)
      .map((address) => `${this.#holders(address)} ${this.#layout.nameOf(address)}`);
  }

  #readersOf(address: number): Set<number> {
    let readers = this.#readers.get(address);
    if (!readers) this.#readers.set(address, readers = new Set());
    return readers;
  }

  #holders(address: number): string {
    const writer = this.#writer.get(address);
    if (writer !== undefined) return `core ${writer} holds`;
    const readers = [...this.#readersOf(address)];
    return readers.length === 0 ? "nobody holds" : `cores ${readers.join(", ")} read under`;
  }
}
