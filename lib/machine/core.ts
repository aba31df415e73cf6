/**
 * A core, as programs see it: it computes, loads and stores, does atomics, and waits for a word to change.
 * Every lock and kernel is written in these few verbs, and in nothing else.
 *
 * Addresses are in bytes, values are 32-bit words. A load or a store is a plain call: what lies between two
 * yields is ordered by a lock, or private. What other cores synchronise on (`fetchAdd`, `swap`,
 * `compareAndSwap`, `publish`) must directly follow a `yield`, in order of simulated time; each checks that.
 */
import { type Program, Task, type Timetable } from "../sim/task.ts";
import type { Wait } from "../sim/wait.ts";
import type { Cache } from "./cache.ts";
import { noFunction, noList, noTurn, noWord } from "./slips.ts";
import { fill, streamRead } from "./streams.ts";
import { wordInWords } from "./last_writer.ts";
import type { Memory } from "./memory.ts";
import type { PhysicalMemory } from "./physical_memory.ts";
import { Mmu } from "./mmu.ts";
import type { PendingWrites } from "./pending_writes.ts";
import type { MachineSpec } from "./spec.ts";
import { StoreBuffer } from "./store_buffer.ts";
import { WatchedLines } from "./watched_lines.ts";

/** One core of a machine. */
export class Core extends Task {
  /** Bytes of a line. */
  readonly lineBytes: number;
  /** Translates virtual addresses. */
  readonly mmu: Mmu;
  /** Lines that the program will write: its loads fetch them for that, too. */
  readonly toWrite = new Set<number>();
  readonly #watched: WatchedLines;
  #lastLine = -1; // Of the last access that was not a hit for reading; for error messages.
  /** What the core spins on, and for what; kept here so that spinning allocates nothing. */
  #spinAddress = 0;
  #spinCondition: (value: number) => boolean = () => true;
  readonly #spin = () => this.#look();
  readonly #memory: Memory;
  readonly #physical: PhysicalMemory;
  readonly #l1: Cache;
  readonly #l1Cycles: number;
  readonly #keepsCycles: number; // How long an atomic has its line, beside its access to the L1.
  readonly #stores: StoreBuffer;
  readonly #writes: PendingWrites;
  #publishes = false; // Whether the store that is made is one that others wait for.
  readonly #describe = (address: number) => `a write to ${wordInWords(this.#memory, address)}`;

  /** Made by {@link Machine}: the core, or hardware thread, of a number, on a chip: whose memory is near. */
  constructor(
    scheduler: Timetable,
    memory: Memory,
    readonly number: number,
    readonly chip: number,
    spec: MachineSpec,
  ) {
    super(scheduler, `core ${number}`);
    this.#memory = memory;
    this.#physical = memory.physical;
    this.lineBytes = memory.layout.lines.bytes;
    this.#watched = new WatchedLines(number, memory);
    this.#l1 = memory.caches.l1[memory.caches.coreOf[number]!]!;
    this.#l1Cycles = memory.demand.l1;
    this.#keepsCycles = spec.core.atomicCycles.value - this.#l1Cycles;
    this.#writes = memory.transfers.writes;
    this.#stores = new StoreBuffer(memory, number, spec);
    this.mmu = new Mmu(this, spec, memory.observer);
  }

  /** Reads a word; from a copy that is about to go, what it was (`pending_writes.ts`). */
  load(address: number): number {
    this.read(address);
    const word = this.#physical.words[address >>> 2]!;
    return this.#awaitsWrites(address) ? word : this.#writes.wordAt(address, this.now, word);
  }

  /** Waits for the writes to a word that are under way; does not, if its copy is one from before them. */
  #awaitsWrites(address: number): boolean {
    if (this.now >= this.#writes.lastDone) return true;
    const line = this.#physical.lineOf(address), ends = this.#memory.copyEndsAt(this.number, line);
    if (ends === undefined) this.#waitUntil(this.#writes.doneAt(address), line);
    return ends === undefined;
  }

  /** Reads a line of a page frame, whose bytes have no values here. */
  read(address: number): void {
    const { number, now } = this, memory = this.#memory, line = this.#physical.lineOf(address);
    const loaded = this.#stores.forwardsTheOnlyOne ? this.#stores.load(address, now) : -1;
    if (loaded >= 0) return void (this.now = loaded);
    if (address >= 0 && this.#l1.hit(line)) return void (this.now = now + this.#l1Cycles);
    this.#lastLine = line;
    const writes = this.toWrite.size > 0 && this.toWrite.has(line);
    this.now = writes ? memory.write(number, address, now) : memory.read(number, address, now);
  }

  /** Writes to a line of a page frame. */
  write(address: number): void {
    this.#lastLine = this.#physical.lineOf(address);
    this.now = this.#stores.write(address, this.now, !this.#publishes);
  }

  /** Writes a word that is private, or guarded by a lock the program holds. */
  store(address: number, value: number): void {
    if (!Number.isInteger(value)) throw this.slip(noWord(this.#memory.layout, value, address));
    this.write(address);
    this.#physical.words[address >>> 2] = value;
  }

  /** Writes a word that others wait for or look at without a lock. Follows a `yield`. */
  publish(address: number, value: number): void {
    this.#storeLast("publish", address, value);
  }

  /** Changes its part of a word by a plain instruction such as `incb`, not atomically. Follows a `yield`. */
  update(address: number, change: (value: number) => number): void {
    if (typeof change !== "function") throw this.slip(noFunction(this.#memory.layout, change, address));
    this.#storeLast("update", address, change(this.#physical.words[address >>> 2]!));
  }

  /** A store that others see when all before it are done. */
  #storeLast(verb: string, address: number, value: number): void {
    this.#checkTurn(verb, address);
    this.#publishes = true;
    const was = this.#physical.words[address >>> 2]!;
    this.store(address, value);
    this.#publishes = false;
    this.fence();
    this.#awaitsWrites(address);
    this.#writes.add(this.number, address, was, this.now);
  }

  /** Waits until all that the program has stored is written. */
  fence(): void {
    this.now = this.#stores.waited(this.now, this.#stores.drained(this.now));
  }

  /** Adds to a word, atomically, and returns what it was. Follows a `yield`. */
  fetchAdd(address: number, amount: number): number {
    const old = this.#atomic("fetchAdd", address, amount);
    this.#physical.words[address >>> 2] = old + amount;
    return old;
  }

  /** Writes a word, atomically, and returns what it was. Follows a `yield`. */
  swap(address: number, value: number): number {
    const old = this.#atomic("swap", address, value, undefined, value);
    if (old !== value) this.#physical.words[address >>> 2] = value;
    return old;
  }

  /** Writes a word if it is what is expected, atomically; says whether it was. Follows a `yield`. */
  compareAndSwap(address: number, expected: number, value: number): boolean {
    const same = this.#atomic("compareAndSwap", address, value, expected) === expected;
    if (same) this.#physical.words[address >>> 2] = value;
    return same;
  }

  /**
   * Spinning on a word until it satisfies a condition; to be yielded: `yield core.spinUntil(word, isFree)`.
   * To spin on a cached copy costs nothing, so the core sleeps until a write invalidates it, and then misses.
   */
  spinUntil(address: number, condition: (value: number) => boolean): Wait {
    if (typeof condition !== "function") throw this.slip(noFunction(this.#memory.layout, condition, address));
    this.#spinAddress = address;
    this.#spinCondition = condition;
    return this.until(this.#spin, this.#describe, address);
  }

  /** One look of a core that spins. */
  #look(): boolean | Wait {
    const address = this.#spinAddress, line = this.#physical.lineOf(address);
    if (this.#spinCondition(this.load(address))) return true;
    const ends = this.#memory.copyEndsAt(this.number, line);
    if (ends === undefined) {
      this.#watched.add(line);
      return this.sleep(this.#describe, address);
    }
    // The copy is about to go: look again when it has gone.
    this.#waitUntil(ends, line);
    return false;
  }

  /**
   * For a program that polls several words and has just found nothing in any: sleeping until a write
   * invalidates a copy of one of them; not if that has happened since it looked. Follows a `yield`.
   */
  sleepUntilWrite(addresses: readonly number[]): Wait {
    if (!(Array.isArray(addresses) && addresses.length > 0)) throw this.slip(noList(addresses));
    this.#checkTurn("sleepUntilWrite", addresses[0]!);
    const memory = this.#memory, stale = this.#watched.addUnlessStale(addresses);
    this.#watched.polls = true;
    const names = () => addresses.map((at) => memory.layout.nameOf(at)).join(", ");
    if (stale < 0) return this.rest(() => `a write to any of ${names()}`);
    // A copy that is about to go is no reason to look before it has gone.
    this.#waitUntil(Math.max(this.now + this.#l1Cycles, memory.copyEndsAt(this.number, stale) ?? 0), stale);
    this.#watched.clear();
    return this.pause(this.#describe, stale * this.lineBytes);
  }

  /**
   * Staying away from a word for some cycles, as locks with back-off do; to be yielded. It counts as waiting
   * for the word, where `compute` would count as work.
   */
  backOff(address: number, cycles: number): Wait {
    const since = this.now;
    this.compute(cycles);
    this.#watched.waited(since, this.now, this.#physical.lineOf(address));
    return this.pause(this.#describe, address);
  }

  /** The core hears that a line was written: it wakes if it watches the line; a poller looks again. */
  lineChanged(line: number, atCycles: number): void {
    if (!this.#watched.has(line)) return this.#watched.outdate(line);
    this.wake(atCycles, line);
    this.#watched.clear();
  }

  /** Wakes the core: by a write to a line that it watches, or by something else. */
  override wake(atCycles: number, line = -1): void {
    const since = this.now;
    super.wake(atCycles);
    this.#watched.waited(since, this.now, line);
  }

  /** Whether the core sleeps because it polls and found nothing to do. */
  get polls(): boolean {
    return this.#watched.polls;
  }

  #waitUntil(atCycles: number, line: number): void {
    const since = this.now;
    this.#watched.waited(since, this.now = Math.max(since, atCycles), line);
  }

  /** Drops the program the core runs, and what it waits for. */
  override startOver(program: Program): void {
    this.#watched.clear();
    super.startOver(program);
  }

  /** An interrupt takes time from whatever the core does; one that waits is only woken later. */
  interrupt(arrives: number, done: number): void {
    if (!this.asleep) return void (this.owed += done - arrives);
    this.#waitUntil(arrives, this.#watched.first);
    this.now += done - arrives;
  }

  /** Notes that this core has acquired the lock at an address. Throws when another holds it. */
  acquired(address: number): void {
    this.#memory.heldLocks.acquired(address, this.number, this.now);
  }

  /** Notes that this core has acquired the lock at an address for reading. Throws when a writer holds it. */
  acquiredShared(address: number): void {
    this.#memory.heldLocks.acquiredShared(address, this.number, this.now);
  }

  /** Notes that this core releases a lock. Throws when it does not hold it, or only for reading. */
  released(address: number): void {
    this.#memory.heldLocks.released(address, this.number, this.now);
  }

  /** Notes that this core releases a lock for reading. Throws when it does not hold it so. */
  releasedShared(address: number): void {
    this.#memory.heldLocks.releasedShared(address, this.number, this.now);
  }

  /** Reads consecutive bytes as the prefetcher delivers them. */
  streamRead(address: number, byteCount: number): void {
    this.now = streamRead(this.#memory, this.number, address, byteCount, this.now);
  }

  /** Fills consecutive bytes, such as a page that is cleared. */
  streamClear(address: number, byteCount: number): void {
    this.now = fill(this.#memory, this.number, address, byteCount, this.now);
  }

  /** The line that the core wrote or missed last. */
  override whereabouts(): string {
    return this.#lastLine < 0 ? "" : ` (last write or miss: ${this.#memory.layout.lineName(this.#lastLine)})`;
  }

  #atomic(verb: string, address: number, operand: number, expected?: number, stays?: number): number {
    this.#checkTurn(verb, address);
    if (!Number.isInteger(operand)) throw this.slip(noWord(this.#memory.layout, operand, address));
    const memory = this.#memory, line = this.#lastLine = this.#physical.lineOf(address);
    // It asks for its line at once, and begins when all stores before it are done.
    const drained = this.#stores.drained(this.now), keeps = drained - this.now + this.#keepsCycles;
    this.now = memory.write(this.number, address, this.now, memory.demand, keeps);
    this.now = this.#stores.waited(this.now, drained + this.#l1Cycles);
    this.#awaitsWrites(address);
    this.now += this.#keepsCycles;
    memory.counters.atomics[this.number]!++;
    memory.transfers.keep(memory.caches.coreOf[this.number]!, line, this.now);
    return this.#writes.add(this.number, address, memory.words[address >>> 2]!, this.now, expected, stays);
  }

  #checkTurn(verb: string, address: number): void {
    if (this.now !== this.resumedAt) throw this.slip(noTurn(this.#memory.layout, verb, address, this));
  }
}
