/**
 * Stores on their way to the L1. A plain store waits there for its line while the program goes on, and loads
 * see it. Stores are written in the order of the program (x86's total store order), one a cycle, and each
 * takes an entry until then; the program waits only when the buffer is full. A store asks for its line when
 * those before it are written, and when the line comes, those right behind it that wait for the same are
 * written too. Locked operations begin when the buffer is empty, and a word that others wait for is written
 * when it is.
 *
 * A load finds the youngest store to its word, as a rule: a core goes on with a line that it has asked for as
 * if it had it. Where a load can take its word only from the only store to it (`core.storeForwarding`), it
 * waits while several do; so a program that adds to one word again and again is never more than two stores
 * ahead of its line.
 *
 * Fetching lines ahead for stores that are not the next is left out. Processors do so for lines that are in
 * no other cache; but a lock's release is measured to wait until the data that were changed under the lock
 * are written (`skylake-ticket` in data/validation).
 */
import type { Memory } from "./memory.ts";
import type { Source } from "./observer.ts";
import type { MachineSpec } from "./spec.ts";

/** The store buffer of one core; a core without one waits for each store. */
export class StoreBuffer {
  /** Where it writes. */
  readonly memory: Memory;
  /** Whose it is. */
  readonly core: number;
  /** Whether loads have to look here for the only store to their word: see `load`. */
  readonly forwardsTheOnlyOne: boolean;
  /** When the last stores are written: a ring of as many as there are entries. */
  readonly #written: Float64Array;
  /** To which 8 bytes each of them is. */
  readonly #words: Int32Array;
  readonly #l1Cycles: number;
  #next = 0;
  /** The last store: its line, when that comes, and when the store is written. */
  #line = -1;
  #comes = 0;
  #last = 0;
  /** The last store that had to ask: where, who serves it, and until when it waits for others. */
  #askedAddress = -1;
  #askedSource: Source | undefined;
  #askedFrom = -1;
  #askedQueuesUntil = 0;

  /** An empty buffer. */
  constructor(memory: Memory, core: number, spec: MachineSpec) {
    this.memory = memory;
    this.core = core;
    this.#l1Cycles = spec.l1.latencyCycles.value;
    this.forwardsTheOnlyOne = spec.core.storeForwarding?.kind === "the only one";
    this.#written = new Float64Array(spec.core.storeBufferEntries?.value ?? 0);
    this.#words = new Int32Array(this.#written.length);
  }

  /**
   * A store: the cycle at which the program goes on.
   *
   * @param joins whether it may be written with one before it: not if others wait for it, who may have looked
   * at the line meanwhile
   */
  write(address: number, now: number, joins: boolean): number {
    const { memory, core } = this, entries = this.#written.length, line = memory.physical.lineOf(address);
    if (entries === 0) return memory.write(core, address, now);
    const hit = now + this.#l1Cycles, goesOn = Math.max(hit, this.#written[this.#next]!);
    if (joins && line === this.#line && now < this.#comes) this.#last++;
    else {
      this.#line = line;
      this.#comes = this.#last = this.#ask(address, Math.max(now, this.#last + 1 - this.#l1Cycles), goesOn);
      if (this.#last <= hit) return this.#last;
    }
    this.#written[this.#next] = this.#last;
    this.#words[this.#next] = address >>> 3;
    this.#next = (this.#next + 1) % entries;
    return goesOn;
  }

  /** When a store whose turn has come at a cycle is written. */
  #ask(address: number, at: number, goesOn: number): number {
    const { memory } = this;
    memory.goesOnAt = goesOn;
    memory.servedBy = undefined;
    const done = memory.write(this.core, address, at);
    memory.goesOnAt = Infinity;
    if (memory.servedBy === undefined) return done;
    this.#askedAddress = address;
    this.#askedSource = memory.servedBy;
    this.#askedFrom = memory.servedFrom;
    this.#askedQueuesUntil = at + memory.queueCycles;
    return done;
  }

  /**
   * A load: the cycle at which it has its word from the only store that waits to be written there; -1 if none
   * does. It waits while several do.
   */
  load(address: number, now: number): number {
    const written = this.#written, entries = written.length, word = address >>> 3;
    let found = -1;
    for (let back = 1; back <= entries; back++) {
      const place = (this.#next - back + entries) % entries, until = written[place]!;
      if (until <= now) break;
      if (this.#words[place] !== word) continue;
      if (found < 0) found = now + this.#l1Cycles;
      else return this.waited(now, until) + this.#l1Cycles;
    }
    return found;
  }

  /** When all stores are written. */
  drained(now: number): number {
    return Math.max(now, this.#last);
  }

  /**
   * Counts and tells that the program waited for its stores until a cycle, if that is to come: a stall on the
   * last that had to ask, and not a wait for what another core does. Returns when it goes on.
   */
  waited(fromCycles: number, toCycles: number): number {
    const source = this.#askedSource, { core, memory: { counters, observer } } = this;
    if (toCycles <= fromCycles) return fromCycles;
    if (source === undefined) return toCycles;
    const queueCycles = Math.min(Math.max(0, this.#askedQueuesUntil - fromCycles), toCycles - fromCycles);
    counters.stallCycles[core]! += toCycles - fromCycles;
    counters.queueCycles[core]! += queueCycles;
    const address = this.#askedAddress, from = this.#askedFrom;
    observer?.drained?.({ core, address, source, from, queueCycles, fromCycles, toCycles });
    return toCycles;
  }
}
