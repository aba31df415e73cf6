/**
 * A core, as programs see it: it computes, loads and stores, does atomics, and waits for a word to change. Every lock
 * and kernel is written in these few verbs, and in nothing else.
 *
 * Addresses are in bytes, values are 32-bit words. A load or a store is a plain call: what lies between two yields is
 * ordered by a lock, or private. What other cores synchronise on (`fetchAdd`, `swap`, `compareAndSwap`, `publish`) must
 * directly follow a `yield`, so that it takes place in order of simulated time; each checks that it does.
 */
import type { Scheduler } from "../sim/scheduler.ts";
import { type Program, Task } from "../sim/task.ts";
import type { Cache } from "./cache.ts";
import { fill } from "./fill.ts";
import { writerOf } from "./last_writer.ts";
import type { Memory } from "./memory.ts";
import type { PhysicalMemory } from "./physical_memory.ts";
import { Mmu } from "./mmu.ts";
import type { MachineSpec } from "./spec.ts";

/** One core of a machine. */
export class Core extends Task {
  /** Translates virtual addresses. */
  readonly mmu: Mmu;
  /** The lines of which a write would wake this core; empty unless it waits for one. */
  readonly #watched: number[] = [];
  /** Lines of which this core read a copy while another core could still write it: see `lingering.ts`. */
  readonly #outdated = new Set<number>();
  /** Whether it waits because it polls and found nothing, rather than for a word it needs. */
  #polls = false;
  /** The line of the last access that was not a hit for reading; -1 before. For error messages. */
  #lastLine = -1;
  readonly #memory: Memory;
  readonly #physical: PhysicalMemory;
  readonly #l1: Cache;
  readonly #l1Cycles: number;
  readonly #atomicCycles: number;
  readonly #describe: (address: number) => string;

  /**
   * Made by {@link Machine}.
   *
   * @param number the core's number in the machine
   * @param chip the chip it is on
   */
  constructor(
    scheduler: Scheduler,
    memory: Memory,
    readonly number: number,
    readonly chip: number,
    spec: MachineSpec,
  ) {
    super(scheduler, `core ${number}`);
    this.#memory = memory;
    this.#physical = memory.physical;
    this.#l1 = memory.caches.l1[number]!;
    this.#l1Cycles = memory.demand.l1;
    this.#atomicCycles = spec.core.atomicCycles.value;
    this.mmu = new Mmu(this, spec, memory.observer);
    this.#describe = (address) => {
      const value = `now ${memory.words[address >>> 2]}${writerOf(memory, address >>> 6)}`;
      return `a write to ${memory.layout.nameOf(address)} (${value})`;
    };
  }

  /** Reads a word. */
  load(address: number): number {
    this.read(address);
    return this.#physical.words[address >>> 2]!;
  }

  /** Reads a line of a page frame, whose bytes have no values here. */
  read(address: number): void {
    if (this.#l1.hit(address >>> 6)) {
      this.now += this.#l1Cycles;
    } else {
      this.#lastLine = address >>> 6;
      this.now = this.#memory.read(this.number, address, this.now);
    }
  }

  /** Writes to a line of a page frame. */
  write(address: number): void {
    this.#lastLine = address >>> 6;
    this.now = this.#memory.write(this.number, address, this.now);
  }

  /** Writes a word that is private, or guarded by a lock the program holds. */
  store(address: number, value: number): void {
    this.write(address);
    this.#physical.words[address >>> 2] = value;
  }

  /** Writes a word that other cores wait for or look at without a lock. Follows a `yield`. */
  publish(address: number, value: number): void {
    this.#checkTurn("publish", address);
    this.store(address, value);
  }

  /**
   * Changes a word by a plain read-modify-write instruction, such as `incb`: one access, but not an atomic one, so it
   * writes only its own part of the word. Follows a `yield`.
   */
  update(address: number, change: (value: number) => number): void {
    this.#checkTurn("update", address);
    this.store(address, change(this.#physical.words[address >>> 2]!));
  }

  /** Adds to a word, atomically, and returns what it was. Follows a `yield`. */
  fetchAdd(address: number, amount: number): number {
    const old = this.#atomic("fetchAdd", address);
    this.#physical.words[address >>> 2] = old + amount;
    return old;
  }

  /** Writes a word, atomically, and returns what it was. Follows a `yield`. */
  swap(address: number, value: number): number {
    const old = this.#atomic("swap", address);
    this.#physical.words[address >>> 2] = value;
    return old;
  }

  /** Writes a word if it is what is expected, atomically; says whether it was. Follows a `yield`. */
  compareAndSwap(address: number, expected: number, value: number): boolean {
    const same = this.#atomic("compareAndSwap", address) === expected;
    if (same) this.#physical.words[address >>> 2] = value;
    return same;
  }

  /**
   * Spins on a word until it satisfies a condition; to be followed at once by `yield`. Spinning on a cached copy costs
   * the machine nothing, so the core sleeps until a write invalidates its copy, and then reads the line again: a miss
   * like any other.
   */
  spinUntil(address: number, condition: (value: number) => boolean): void {
    this.until(() => {
      if (condition(this.load(address))) return true;
      const line = address >>> 6, ends = this.#memory.copyEndsAt(this.number, line);
      if (ends === undefined) {
        this.#watched.push(line);
        this.sleep(this.#describe, address);
        // Else the copy is about to go: look again when it has gone.
      } else this.#waitUntil(ends, line);
      return false;
    });
  }

  /**
   * For a program that polls several words and has just found nothing in any: waits until one of them is written; to be followed at once
   * by `yield`. A poller goes on reading its cached copies, which costs the machine nothing, so the core sleeps until a write invalidates
   * one of them. If that has happened since the program looked, it does not sleep. Follows a `yield`.
   */
  sleepUntilWrite(addresses: readonly number[]): void {
    this.#checkTurn("sleepUntilWrite", addresses[0]!);
    const memory = this.#memory;
    for (const address of addresses) {
      const line = address >>> 6;
      if (memory.directory.holds(line, this.number) && !this.#outdated.has(line)) continue;
      // A copy that is about to go is no reason to look before it has gone.
      this.#polls = true;
      this.#waitUntil(Math.max(this.now + this.#l1Cycles, memory.copyEndsAt(this.number, line) ?? 0), line);
      this.#polls = false;
      this.#outdated.clear();
      return;
    }
    this.#outdated.clear();
    for (const address of addresses) this.#watched.push(address >>> 6);
    this.#polls = true;
    this.rest(() => `a write to any of ${addresses.map((at) => memory.layout.nameOf(at)).join(", ")}`);
  }

  /**
   * Stays away from a word for some cycles before it looks again, as locks with back-off do. It counts as waiting for the word, where
   * `compute` would count as work.
   */
  backOff(address: number, cycles: number): void {
    this.#waitUntil(this.now + cycles, address >>> 6);
  }

  /** A line was written, as a waiting core hears at a cycle: wakes the core if it is one that it watches. */
  lineChanged(line: number, atCycles: number): void {
    if (!this.#watched.includes(line)) {
      if (atCycles === 0) this.#outdated.add(line);
      return;
    }
    const since = this.now;
    this.#watched.length = 0;
    super.wake(atCycles);
    this.#waited(since, line);
    this.#polls = false;
  }

  /** Wakes the core by something other than a write that it watches for. */
  override wake(atCycles: number): void {
    const since = this.now;
    super.wake(atCycles);
    this.#waited(since, -1);
  }

  /** Whether the core sleeps because it polls and found nothing to do. */
  get polls(): boolean {
    return this.#polls;
  }

  /** The first of the lines whose writing would wake this core; -1 for none. */
  get watchedLine(): number {
    return this.#watched[0] ?? -1;
  }

  #waitUntil(atCycles: number, line: number): void {
    const since = this.now;
    this.now = Math.max(since, atCycles);
    this.#waited(since, line);
  }

  #waited(since: number, line: number): void {
    const { counters, observer } = this.#memory;
    counters[this.#polls ? "idleCycles" : "waitCycles"][this.number]! += this.now - since;
    if (this.now > since) observer?.waited?.(this.number, since, this.now, this.#polls, line);
  }

  /** Drops the program the core runs, and what it waits for. */
  override startOver(program: Program): void {
    this.#watched.length = 0;
    this.#polls = false;
    super.startOver(program);
  }

  /** An interrupt takes time from whatever the core does; who waits has nothing to lose but the time until it has been served. */
  interrupt(arrives: number, done: number): void {
    if (!this.asleep) {
      this.owed += done - arrives;
      return;
    }
    this.#waitUntil(arrives, this.watchedLine);
    this.now += done - arrives;
  }

  /** Notes that this core has the lock at an address for itself. Throws when another has it too. */
  tookLock(address: number): void {
    this.#memory.heldLocks.take(address, this.number);
    this.#memory.observer?.lock?.(this.number, address, "took", this.now);
  }

  /** Notes that this core has the lock at an address for reading. Throws when another has it for itself. */
  tookShare(address: number): void {
    this.#memory.heldLocks.share(address, this.number);
    this.#memory.observer?.lock?.(this.number, address, "shared", this.now);
  }

  /** Notes that this core gives a lock back. Throws when it does not have it. */
  gaveLock(address: number): void {
    this.#memory.heldLocks.give(address, this.number);
    this.#memory.observer?.lock?.(this.number, address, "gave", this.now);
  }

  /** Reads consecutive bytes as the prefetcher delivers them. */
  streamRead(address: number, byteCount: number): void {
    const memory = this.#memory, { streaming } = memory;
    for (let at = address - address % 64; at < address + byteCount; at += 64) {
      this.now = this.#l1.hit(at >>> 6)
        ? this.now + streaming.l1
        : memory.read(this.number, at, this.now, streaming);
    }
  }

  /** Fills consecutive bytes, such as a page that is cleared. */
  streamClear(address: number, byteCount: number): void {
    this.now = fill(this.#memory, this.number, address, byteCount, this.now);
  }

  /** The line that the core wrote or missed last. */
  override whereabouts(): string {
    return this.#lastLine < 0 ? "" : ` (last write or miss: ${this.#memory.layout.lineName(this.#lastLine)})`;
  }

  #atomic(verb: string, address: number): number {
    this.#checkTurn(verb, address);
    const memory = this.#memory, l1Cycles = this.#l1Cycles;
    this.#lastLine = address >>> 6;
    const done = memory.write(this.number, address, this.now);
    memory.counters.atomics[this.number]!++;
    // The price of an atomic includes its access to the L1; whatever more the access took comes on top.
    this.now = done - l1Cycles + this.#atomicCycles;
    memory.hold(address >>> 6, done, this.now);
    return this.#physical.words[address >>> 2]!;
  }

  #checkTurn(verb: string, address: number): void {
    if (this.now === this.resumedAt) return;
    const what = this.#memory.layout.nameOf(address);
    throw new Error(
      `${this.name} must yield right before ${verb} of ${what}: it last did at cycle ${this.resumedAt}, and it is ${this.now} now`,
    );
  }
}
