/**
 * The coherent memory: what an access costs, and what it does to everybody else's copies.
 *
 * An access that the core's L1 cannot settle goes on to its L2, to the chip's L3, and then to the line's
 * home, which serves one request for a line at a time (`transfers.ts`).
 */
import { countAccess, type Counters, newCounters } from "./counters.ts";
import { Directory } from "./directory.ts";
import { HeldLocks } from "./held_locks.ts";
import { Hierarchy } from "./hierarchy.ts";
import { Interconnect } from "./interconnect.ts";
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
  /** When the program goes on after the store that is made: nobody waits for the rest of what that takes. */
  goesOnAt: number = Infinity;
  /** Who served the last access that left its core's caches, from where, and how long that waited. */
  servedBy: Source | undefined;
  /** See `servedBy`. */
  servedFrom: number = -1;
  /** See `servedBy`. */
  queueCycles = 0;
  readonly #transfers: Transfers;
  readonly #probes: Probes;

  /** An empty memory with cold caches. A listener is told what becomes of copies. */
  constructor(spec: MachineSpec, listener: CopyListener, readonly observer: Observer | undefined) {
    const cores = coreCount(spec);
    this.rules = new ProtocolRules(spec.protocol ?? moesi);
    this.counters = newCounters(cores);
    this.interconnect = new Interconnect(spec);
    this.directory = new Directory(cores + spec.chips.value);
    this.caches = new Hierarchy(spec, this.directory, (line, state, chip, now) => {
      if (this.rules.writesBackOnEvict[state]) this.writeBack(line, chip, now);
    });
    this.#transfers = new Transfers(spec, cores, this.interconnect);
    this.#probes = new Probes(this, this.#transfers.pending, listener);
    this.physical = new PhysicalMemory(spec, this.directory, this.#transfers.turns);
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

  /** A load that missed the L1: the cycle at which the data are there. */
  read(core: number, address: number, now: number, timing: Timing = this.demand): number {
    const line = address >>> 6, directory = this.directory, caches = this.caches;
    const chip = caches.chipOf[core]!;
    this.physical.check(address, core);
    if (this.ofThePast) return now;
    if (caches.takeFromL2(core, line, now)) {
      this.counters.l2Hits[core]!++;
      return now + timing.l2;
    }
    if (caches.takeFromL3(core, line, now)) {
      return this.#note(core, address, Source.L3, chip, now, now + timing.l3, 0);
    }
    if (this.#transfers.pending.readable(core, line, now)) return now + timing.l1;
    const within = this.#within(core, address, now, false, 0);
    if (within >= 0) return within;
    const rules = this.rules, owner = directory.ownerOf(line), state = directory.stateOf(line);
    const supplied = owner >= 0 && rules.suppliesReader[state] === 1;
    const from = supplied ? caches.chipOf[owner]! : this.physical.homeOf(line);
    const hops = this.interconnect.topology.hops(chip, from);
    const source = !supplied ? Source.Dram : from === chip ? Source.SameChip : Source.Remote;
    const latency = supplied ? timing.cache[hops]! : timing.dram[hops]!;
    const next = directory.held(line) ? rules.loadedShared : rules.loadedAlone;
    if (owner >= 0) directory.become(line, owner, rules.afterProbeRead[state]!);
    directory.add(line, core);
    if (next !== State.Shared) directory.own(line, core, next);
    caches.fill(core, line, now);
    const done = this.#transfer(core, address, now, false, latency, source, from);
    if (owner >= 0) this.#probes.read(line, owner, state, this.#transfers.releasedAt);
    return done;
  }

  /**
   * A store, or the store of an atomic: the cycle at which the core has the only copy.
   *
   * @param keeps how long the core needs the line after that
   */
  write(core: number, address: number, now: number, timing: Timing = this.demand, keeps = 0): number {
    const line = address >>> 6, directory = this.directory, caches = this.caches, rules = this.rules;
    this.physical.check(address, core);
    if (this.ofThePast) return now;
    if (directory.claim(line, core, rules.afterStore[State.Invalid]!)) {
      return this.#fetchForWrite(core, address, now, timing);
    }
    const inL1 = directory.holds(line, core) && caches.l1[core]!.hit(line);
    const owner = directory.ownerOf(line), state = directory.stateOf(line);
    const isSilent = rules.storesSilently[state] === 1;
    if (owner === core && isSilent) {
      directory.own(line, core, rules.afterStore[state]!);
      if (inL1) return now + timing.l1;
      caches.takeFromL2(core, line, now);
      this.counters.l2Hits[core]!++;
      return now + timing.l2;
    }
    if (this.#transfers.pending.writable(core, line, now + timing.l1 + keeps)) {
      this.#probes.outdate(core, line);
      return now + timing.l1;
    }
    const within = owner === core ? -1 : this.#within(core, address, now, true, keeps);
    if (within >= 0) return within;
    const l3 = caches.l3Of(core);
    if (owner === l3 && isSilent) {
      caches.takeFromL3(core, line, now);
      directory.own(line, core, rules.afterStore[state]!);
      return this.#note(core, address, Source.L3, caches.chipOf[core]!, now, now + timing.l3, 0);
    }
    if (!inL1) caches.takeFromL2(core, line, now);
    return this.#writeShared(core, address, now, timing);
  }

  /** A store to a line that was in no cache, such as one of a fresh page: memory has it. */
  #fetchForWrite(core: number, address: number, now: number, timing: Timing): number {
    const line = address >>> 6, home = this.physical.homeOf(line);
    const latency = timing.dram[this.interconnect.topology.hops(this.caches.chipOf[core]!, home)]!;
    this.caches.fill(core, line, now);
    return this.#transfer(core, address, now, true, latency, Source.Dram, home);
  }

  /** A store to a line of which others have copies. */
  #writeShared(core: number, address: number, now: number, timing: Timing): number {
    const line = address >>> 6, { directory, rules } = this, { topology } = this.interconnect;
    const { chipOf } = this.caches,
      chip = chipOf[core]!,
      home = this.physical.homeOf(line),
      owner = directory.ownerOf(line);
    const missing = !directory.holds(line, core);
    const copy = directory.stateIn(line, missing ? this.caches.l3Of(core) : core);
    let source = Source.Upgrade, from = chip, latency = 0;
    if (rules.storeFetches[copy] === 0) {
      // The home has to be asked, even if no other copy is left.
      const isNear = this.#transfers.forwards && owner >= 0 && chipOf[owner] === chip;
      latency = timing.cache[isNear ? 0 : topology.hops(chip, home)]!;
    } else if (owner >= 0 && rules.suppliesWriter[directory.stateOf(line)] === 1) {
      from = chipOf[owner]!;
      source = from === chip ? Source.SameChip : Source.Remote;
    } else {
      from = home;
      source = Source.Dram;
      latency = timing.dram[topology.hops(chip, home)]!;
    }
    // The write is done when the farthest copy is known to be gone.
    let cache = directory.nextHolder(line, 0);
    for (; cache >= 0; cache = directory.nextHolder(line, cache + 1)) {
      if (cache === core) continue;
      const cycles = timing.cache[topology.hops(chip, chipOf[cache]!)]!;
      if (cycles > latency) latency = cycles;
    }
    // Without a directory nobody knows who has copies, unless one answers that it has the only one.
    const isAlone = owner >= 0 && rules.storesSilently[directory.stateOf(line)] === 1;
    if (this.interconnect.probesAll && !isAlone) {
      latency = Math.max(latency, timing.cache[topology.farthest(chip)]!);
    }
    const done = this.#transfer(core, address, now, true, latency, source, from);
    this.#probes.write(line, core, this.#transfers.releasedAt);
    directory.add(line, core);
    directory.own(line, core, rules.afterStore[copy]!);
    if (missing) this.caches.fill(core, line, now);
    return done;
  }

  /** A device reads a line: the probe arrives at its owner at a cycle. */
  probe(line: number, arrivesCycles: number): void {
    const { directory } = this, owner = directory.ownerOf(line), state = directory.stateOf(line);
    if (owner < 0) return;
    directory.become(line, owner, this.rules.afterProbeRead[state]!);
    this.#probes.read(line, owner, state, arrivesCycles);
  }

  /** The cycle at which a core loses the copy that it can still read; undefined if no probe is on its way. */
  copyEndsAt(core: number, line: number): number | undefined {
    return this.directory.holds(line, core) ? undefined : this.#transfers.pending.endOf(core, line);
  }

  /** An atomic keeps its line until it is done, if others want it. */
  keep(core: number, line: number, untilCycles: number): void {
    const last = this.#transfers.turns.of(line)?.last;
    if (last !== undefined && last.core === core && last.until < untilCycles) last.until = untilCycles;
  }

  /** A device writes a line: it takes all copies at a cycle, and is done with it at another. */
  takenByDevice(line: number, release: number, done: number): void {
    this.#probes.write(line, -1, release);
    this.directory.disown(line);
    const turn = this.#transfers.turns.of(line)?.append(release, release, !this.#transfers.forwards);
    if (!turn) return;
    turn.core = turn.chip = -1;
    turn.until = turn.freed = done;
  }

  /** A transfer that waits for its turn, and for the links. */
  #transfer(
    core: number,
    address: number,
    now: number,
    writes: boolean,
    latency: number,
    source: Source,
    from: number,
  ): number {
    const line = address >>> 6, chip = this.caches.chipOf[core]!, home = this.physical.homeOf(line);
    const done = this.#transfers.last(core, chip, line, home, now, writes, latency, source, from);
    return this.#note(core, address, source, from, now, done);
  }

  /** A transfer within a chip that is about to lose the line to another; -1 if there is none to be had. */
  #within(core: number, address: number, now: number, writes: boolean, keeps: number): number {
    if (!this.#transfers.forwards) return -1;
    const line = address >>> 6, chip = this.caches.chipOf[core]!;
    const done = this.#transfers.within(core, chip, line, now, writes, keeps);
    if (done < 0) return -1;
    if (writes) this.#probes.outdate(core, line);
    return this.#note(core, address, Source.SameChip, chip, now, done);
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
    queueCycles = this.#transfers.queueCycles,
  ): number {
    this.servedBy = source;
    this.servedFrom = from;
    this.queueCycles = queueCycles;
    const cycles = Math.max(0, Math.min(done, this.goesOnAt) - now), queued = Math.min(queueCycles, cycles);
    countAccess(this.counters, core, source, cycles, queued);
    this.observer?.access?.({ core, address, source, from, cycles, queueCycles: queued, atCycles: now });
    return done;
  }
}
