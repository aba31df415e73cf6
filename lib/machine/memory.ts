/**
 * The coherent memory: what an access costs, and what it does to everybody else's copies.
 *
 * An access that the core's L1 cannot settle goes on to its L2, to the chip's L3, and then to the line's
 * home, which serves one request for a line at a time (`transfers.ts`).
 */
import { countAccess, type Counters, newCounters } from "./counters.ts";
import { Directory } from "./directory.ts";
import { type Distances, distancesOf } from "./distances.ts";
import { HeldLocks } from "./held_locks.ts";
import { Hierarchy } from "./hierarchy.ts";
import { Interconnect } from "./interconnect.ts";
import { LastAnswer } from "./last_answer.ts";
import type { Layout, Placed, Struct } from "./layout.ts";
import { moesi } from "./moesi.ts";
import { type Observer, Source } from "./observer.ts";
import type { CopyListener } from "./pending_invalidations.ts";
import { PhysicalMemory } from "./physical_memory.ts";
import { Probes } from "./probes.ts";
import { State } from "./protocol.ts";
import { ProtocolRules } from "./protocol_rules.ts";
import { coreCount, type MachineSpec } from "./spec.ts";
import { clearTiming, demandTiming, streamTiming, type Timing } from "./timing.ts";
import { Transfers } from "./transfers.ts";
import { treeOf } from "./tree.ts";

/** The memory of one machine, with the caches in front of it. */
export class Memory {
  /** What stands where. */
  readonly physical: PhysicalMemory;
  /** What each core counted. */
  readonly counters: Counters;
  /** Links, home controllers, memory channels. */
  readonly interconnect: Interconnect;
  /** Who has which line. */
  readonly directory: Directory;
  /** The caches. */
  readonly caches: Hierarchy;
  /** How far they are from each other, and from memory. */
  readonly distances: Distances;
  /** How lines get from one place to another. */
  readonly transfers: Transfers;
  /** Prices of single accesses. */
  readonly demand: Timing;
  /** Prices of streams that read. */
  readonly streaming: Timing;
  /** Prices of streams that fill pages. */
  readonly clearing: Timing;
  /** Whether accesses are of the past: they take no time, and leave caches and counters alone. */
  ofThePast = false;
  /** Who holds which lock: noted by cores. */
  readonly heldLocks: HeldLocks;
  /** The protocol. */
  readonly rules: ProtocolRules;
  /** Set by siblings as they write: the line has yet to come to their core, so its copy settles nothing. */
  isOnItsWay = false;
  /** Set by store buffers as they write: when the program goes on, as it need not wait for the store. */
  goesOnAt: number = Infinity;
  /** Who served the last access that left its core's caches; store buffers clear it before they write. */
  servedBy: Source | undefined;
  /** The chip that served that access. */
  servedFrom: number = -1;
  /** How long that access waited for others. */
  queueCycles = 0;
  /** Is told what happens. */
  readonly observer: Observer | undefined;
  readonly #probes: Probes;
  readonly #lastAnswer: LastAnswer;

  /** An empty memory with cold caches. The listener of each core is told what becomes of its copies. */
  constructor(spec: MachineSpec, listeners: readonly CopyListener[], observer: Observer | undefined) {
    this.observer = observer;
    const { cores, shared } = treeOf(spec);
    this.rules = new ProtocolRules(spec.protocol ?? moesi);
    this.counters = newCounters(coreCount(spec));
    this.distances = distancesOf(spec);
    this.interconnect = new Interconnect(spec);
    this.directory = new Directory(cores.length + shared.length);
    this.caches = new Hierarchy(spec, this.directory, this.rules, (line, state, chip, now) => {
      if (this.rules.writesBackOnEvict[state]) this.writeBack(line, chip, now);
    });
    this.transfers = new Transfers(spec, this.caches, this.interconnect);
    this.#lastAnswer = new LastAnswer(spec, this);
    this.#probes = new Probes(this, this.transfers.pending, listeners);
    this.physical = new PhysicalMemory(spec, this.directory, this.transfers.turns);
    this.heldLocks = new HeldLocks(this.physical.layout, observer);
    this.demand = demandTiming(spec);
    this.streaming = streamTiming(spec);
    this.clearing = clearTiming(spec);
  }

  /** What the structures in memory are called. */
  get layout(): Layout {
    return this.physical.layout;
  }

  /** The values of the structures' 32-bit words, by address / 4. */
  get words(): Int32Array {
    return this.physical.words;
  }

  /** Puts a structure into the memory of a chip, on lines of its own, all zero. */
  place<Name extends string>(type: Struct<Name>, chip = 0, label: string = type.name): Placed<Name> {
    return this.physical.place(type, chip, label);
  }

  /** Sets a word before the machine starts, at no cost. */
  initialise(address: number, value: number): void {
    this.words[address >>> 2] = value;
  }

  /** A thread's load that missed the L1: the cycle at which the data are there. */
  read(thread: number, address: number, now: number, timing: Timing = this.demand): number {
    const line = this.physical.lineOf(address), directory = this.directory, caches = this.caches;
    const core = caches.coreOf[thread]!, chip = caches.chipOf[core]!;
    this.physical.check(address, thread);
    if (this.ofThePast) return now;
    const inL2 = caches.takeFromL2(core, line, now);
    if (inL2 >= 0) {
      this.counters.l2Hits[thread]!++;
      return inL2 + timing.l2;
    }
    if (caches.takeFromL3(core, line, now)) {
      return this.#note(thread, address, Source.L3, chip, now, now + timing.l3, 0);
    }
    if (this.transfers.pending.readable(core, line, now)) return now + timing.l1;
    const within = this.#within(thread, address, now, false, 0);
    if (within >= 0) return within;
    const rules = this.rules, owner = directory.ownerOf(line), state = directory.stateOf(line);
    const supplied = owner >= 0 && rules.suppliesReader[state] === 1;
    const latency = supplied
      ? timing.cache[this.distances.between(core, owner)]!
      : timing.dram[this.distances.toMemory(chip, this.physical.homeOf(line))]!;
    const next = directory.held(line) ? rules.loadedShared : rules.loadedAlone;
    if (owner >= 0) directory.become(line, owner, rules.afterProbeRead[state]!);
    directory.add(line, core);
    if (next !== State.Shared) directory.own(line, core, next);
    caches.fill(core, line, now);
    const done = this.#transfer(thread, address, now, false, latency, supplied ? owner : -1);
    if (owner >= 0) this.#probes.read(line, owner, state, this.transfers.releasedAt);
    return done;
  }

  /**
   * A thread's store, or the store of an atomic: the cycle at which its core has the only copy.
   *
   * @param keeps how long the core needs the line after that
   */
  write(thread: number, address: number, now: number, timing: Timing = this.demand, keeps = 0): number {
    const { directory, caches, rules, physical } = this, line = physical.lineOf(address);
    const core = caches.coreOf[thread]!;
    physical.check(address, thread);
    if (this.ofThePast) return now;
    const owner = directory.ownerOf(line), state = directory.stateOf(line);
    const isSilent = rules.storesSilently[state] === 1;
    if (owner === core && isSilent) {
      const inL1 = caches.l1[core]!.hit(line);
      directory.own(line, core, rules.afterStore[state]!);
      if (this.isOnItsWay) {
        return this.#transfer(thread, address, now, true, timing.cache[this.distances.near(core)]!, core);
      }
      if (inL1) return now + timing.l1;
      caches.takeFromL2(core, line, now);
      this.counters.l2Hits[thread]!++;
      return now + timing.l2;
    }
    if (directory.claim(line, core, rules.afterStore[State.Invalid]!)) {
      // It was in no cache, such as a line of a fresh page: memory has it.
      const distance = this.distances.toMemory(caches.chipOf[core]!, this.physical.homeOf(line));
      caches.fill(core, line, now);
      return this.#transfer(thread, address, now, true, timing.dram[distance]!, -1);
    }
    const inL1 = directory.holds(line, core) && caches.l1[core]!.hit(line);
    if (!this.isOnItsWay && this.transfers.pending.writable(core, line, now + timing.l1 + keeps)) {
      this.#probes.outdate(core, line);
      return now + timing.l1;
    }
    const within = owner === core ? -1 : this.#within(thread, address, now, true, keeps);
    if (within >= 0) return within;
    if (isSilent && caches.isL3(core, owner)) {
      caches.takeFromL3(core, line, now);
      directory.own(line, core, rules.afterStore[state]!);
      return this.#note(thread, address, Source.L3, caches.chipOf[core]!, now, now + timing.l3, 0);
    }
    if (!inL1 && caches.takeFromL2(core, line, now) >= 0 && isSilent && directory.ownerOf(line) === core) {
      directory.own(line, core, rules.afterStore[state]!);
      this.counters.l2Hits[thread]!++;
      return now + timing.l2;
    }
    return this.#writeShared(thread, address, now, timing);
  }

  /** A store to a line of which others have copies. */
  #writeShared(thread: number, address: number, now: number, timing: Timing): number {
    const { caches, directory, rules, distances, physical } = this;
    const line = physical.lineOf(address), core = caches.coreOf[thread]!, chip = caches.chipOf[core]!;
    const home = physical.homeOf(line);
    const owner = directory.ownerOf(line), holder = caches.nearestHolder(core, line);
    const copy = holder < 0 ? State.Invalid : directory.stateIn(line, holder), missing = holder !== core;
    let supplier = core, latency = 0;
    if (rules.storeFetches[copy] === 0) {
      // The home has to be asked, even if no other copy is left.
      const isNear = this.transfers.forwards && owner >= 0 && caches.groupOf[owner] === caches.groupOf[core];
      latency = timing.cache[isNear ? distances.near(core) : distances.topology.hops(chip, home)]!;
    } else if (owner >= 0 && rules.suppliesWriter[directory.stateOf(line)] === 1) {
      supplier = owner;
    } else {
      supplier = -1;
      latency = timing.dram[distances.toMemory(chip, home)]!;
    }
    latency = Math.max(latency, this.#lastAnswer.cycles(core, line, home, timing));
    const done = this.#transfer(thread, address, now, true, latency, supplier);
    this.#probes.write(line, core, this.transfers.releasedAt);
    directory.add(line, core);
    directory.own(line, core, rules.afterStore[copy]!);
    if (missing) caches.fill(core, line, now);
    return done;
  }

  /** A device reads a line: the probe arrives at its owner at a cycle. */
  probe(line: number, arrivesCycles: number): void {
    const { directory } = this, owner = directory.ownerOf(line), state = directory.stateOf(line);
    if (owner < 0) return;
    directory.become(line, owner, this.rules.afterProbeRead[state]!);
    this.#probes.read(line, owner, state, arrivesCycles);
  }

  /** The cycle at which a thread's core loses the copy that it can still read; undefined if it does not. */
  copyEndsAt(thread: number, line: number): number | undefined {
    const core = this.caches.coreOf[thread]!;
    return this.directory.holds(line, core) ? undefined : this.transfers.pending.endOf(core, line);
  }

  /** A device writes a line: it takes all copies at a cycle, and is done with it at another. */
  takenByDevice(line: number, release: number, done: number): void {
    this.#probes.write(line, -1, release);
    this.directory.disown(line);
    this.transfers.takenByDevice(line, release, done);
  }

  /**
   * A transfer that waits for its turn, and for the links.
   *
   * @param supplier the cache that has the data, the core's own if it has them; -1 for memory
   */
  #transfer(
    thread: number,
    address: number,
    now: number,
    writes: boolean,
    latency: number,
    supplier: number,
  ): number {
    const line = this.physical.lineOf(address), { chipOf, coreOf } = this.caches, core = coreOf[thread]!;
    const home = this.physical.homeOf(line), from = supplier < 0 ? home : chipOf[supplier]!;
    const done = this.transfers.queue(core, line, home, now, writes, latency, supplier);
    const fromCache = from === chipOf[core] ? Source.SameChip : Source.Remote;
    const source = supplier < 0 ? Source.Dram : supplier === core ? Source.Upgrade : fromCache;
    return this.#note(thread, address, source, from, now, done);
  }

  /** A transfer within a group that is about to lose the line to another; -1 if there is none to be had. */
  #within(thread: number, address: number, now: number, writes: boolean, keeps: number): number {
    if (!this.transfers.forwards) return -1;
    const line = this.physical.lineOf(address), core = this.caches.coreOf[thread]!;
    const done = this.transfers.within(core, line, now, writes, keeps);
    if (done < 0) return -1;
    if (writes) this.#probes.handOn(line, this.transfers.handedOnBy, core, this.transfers.releasedAt);
    return this.#note(thread, address, Source.SameChip, this.caches.chipOf[core]!, now, done);
  }

  /** Memory gets back the data of a line that a chip has no more room for. */
  writeBack(line: number, chip: number, now: number): void {
    const home = this.physical.homeOf(line);
    this.interconnect.data(now, chip, home);
    this.interconnect.memory(now, home);
  }

  #note(
    core: number,
    address: number,
    source: Source,
    from: number,
    now: number,
    done: number,
    queueCycles = this.transfers.queueCycles,
  ): number {
    this.servedBy = source;
    this.servedFrom = from;
    this.queueCycles = queueCycles;
    const cycles = Math.max(0, Math.min(done, this.goesOnAt) - now), queued = Math.min(queueCycles, cycles);
    this.caches.asked(core, this.physical.lineOf(address), done);
    countAccess(this.counters, core, source, cycles, queued);
    this.observer?.access?.({ core, address, source, from, cycles, queueCycles: queued, atCycles: now });
    return done;
  }
}
