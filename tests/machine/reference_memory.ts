/**
 * The coherent memory again, as plainly as possible: for each cache a map from lines to states, changed only
 * by rows of its protocol; caches are lists in order of use; every copy carries the number of the write it
 * stems from. No time. What cannot happen by the protocol, or a read of stale data, fails an assertion.
 */
import assert from "node:assert/strict";
import { type EventName, type MachineSpec, moesi, type StateName, type Transition } from "corey-lab/machine";

/** Who serves an access, named by the counter that counts it; a hit in the L1 is not counted. */
export type Served =
  | "l1"
  | "l2Hits"
  | "l3Hits"
  | "sameChipTransfers"
  | "remoteTransfers"
  | "dramReads"
  | "upgrades";

/** A cache as lists, one a set, newest first. */
class ListCache {
  readonly sets: number[][];
  readonly #ways: number;

  constructor({ bytes, ways }: MachineSpec["l1"]) {
    this.#ways = ways.value;
    this.sets = Array.from({ length: bytes.value / 64 / ways.value }, () => []);
  }

  /** Takes a line out; says whether it was here. */
  remove(line: number): boolean {
    const set = this.#setOf(line), at = set.indexOf(line);
    if (at >= 0) set.splice(at, 1);
    return at >= 0;
  }

  /** Puts a line first; returns the victim, if there is one. */
  insert(line: number): number | undefined {
    const set = this.#setOf(line);
    set.unshift(line);
    return set.length > this.#ways ? set.pop() : undefined;
  }

  #setOf(line: number): number[] {
    return this.sets[line % this.sets.length]!;
  }
}

/**
 * The caches and the memory behind them. Caches are numbered as in the directory: cores, then the L3s of the
 * chips.
 */
export class ReferenceMemory {
  /** By cache: the state of each line of which it has a copy. */
  readonly copies: Map<number, StateName>[];
  readonly l1: ListCache[];
  readonly l2: ListCache[];
  readonly l3: ListCache[];
  /** By core: copies lost because others wrote. */
  readonly invalidations: number[];
  readonly #cores: number;
  readonly #rows: readonly Transition[];
  readonly #perChip: number;
  /** By cache, and of memory: which write its data stem from. */
  readonly #versions: Map<number, number>[];
  readonly #inMemory = new Map<number, number>();
  readonly #latest = new Map<number, number>();

  constructor(spec: MachineSpec) {
    const chips = spec.chips.value, cores = this.#cores = chips * spec.coresPerChip.value;
    this.#rows = (spec.protocol ?? moesi).rows;
    this.#perChip = spec.coresPerChip.value;
    const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make);
    this.copies = times(cores + chips, () => new Map());
    this.#versions = times(cores + chips, () => new Map());
    this.l1 = times(cores, () => new ListCache(spec.l1));
    this.l2 = times(cores, () => new ListCache(spec.l2));
    this.l3 = times(chips, () => new ListCache(spec.l3));
    this.invalidations = times(cores, () => 0);
  }

  /** The chip of a cache. */
  chipOf(cache: number): number {
    return cache < this.#cores ? Math.floor(cache / this.#perChip) : cache - this.#cores;
  }

  /** The caches that hold a line. */
  holders(line: number): number[] {
    return this.copies.flatMap((copies, cache) => copies.has(line) ? [cache] : []);
  }

  /** A core reads a line. */
  load(core: number, line: number): Served {
    let served = this.#bringNear(core, line, () => true);
    if (served === undefined) served = this.#fetch(core, line);
    else this.#apply(core, line, this.holders(line).length > 1 ? "loadShared" : "loadAlone");
    assert.equal(
      this.#versions[core]!.get(line),
      this.#latest.get(line) ?? 0,
      "a load reads what was last written",
    );
    return served;
  }

  /** A core writes a line. */
  store(core: number, line: number): Served {
    const l3 = this.#cores + this.chipOf(core);
    const silently = (state: StateName) => this.#rowOf(state, "store").does === "hit";
    let served = this.#bringNear(core, line, silently);
    const had = this.copies[core]!.has(line), others = this.holders(line).filter((cache) => cache !== core);
    const { does } = this.#apply(core, line, "store");
    if (does !== "hit") {
      const onChip = had || this.copies[l3]!.has(line);
      const suppliers = this.#probe(others, line, "probeWrite");
      served = onChip ? "upgrades" : this.#servedBy(core, suppliers);
      for (const cache of others) {
        this.#forget(cache, line);
        if (cache < this.#cores) this.invalidations[cache]!++;
      }
    }
    if (!had) this.#fill(core, line);
    const version = (this.#latest.get(line) ?? 0) + 1;
    this.#latest.set(line, version);
    this.#versions[core]!.set(line, version);
    return served!;
  }

  /**
   * Moves a copy that is in the core's L2, or in the chip's L3 in a state that will do, to the core's L1.
   * What another core of the chip uses as well stays in the L3, which then serves a read like a holder that
   * is probed.
   */
  #bringNear(core: number, line: number, willDo: (state: StateName) => boolean): Served | undefined {
    if (this.l1[core]!.remove(line)) {
      this.l1[core]!.insert(line);
      return "l1";
    }
    if (this.l2[core]!.remove(line)) {
      this.#fill(core, line);
      return "l2Hits";
    }
    const chip = this.chipOf(core), l3 = this.#cores + chip, state = this.copies[l3]!.get(line);
    if (state === undefined || !willDo(state)) return undefined;
    if (this.holders(line).some((cache) => cache < this.#cores && this.chipOf(cache) === chip)) {
      this.l3[chip]!.remove(line);
      this.l3[chip]!.insert(line);
      this.#apply(l3, line, "probeRead");
      // Whoever else answers for the line does not hear of this.
      if (state === "Shared") this.copies[core]!.set(line, "Shared");
      else this.#apply(core, line, "loadShared");
      this.#versions[core]!.set(line, this.#versions[l3]!.get(line)!);
    } else {
      this.l3[chip]!.remove(line);
      this.#move(line, l3, core);
    }
    this.#fill(core, line);
    return "l3Hits";
  }

  #fetch(core: number, line: number): Served {
    const others = this.holders(line), suppliers = this.#probe(others, line, "probeRead");
    this.#apply(core, line, others.length > 0 ? "loadShared" : "loadAlone");
    const data = suppliers.length > 0 ? this.#versions[suppliers[0]!]!.get(line) : this.#inMemory.get(line);
    this.#versions[core]!.set(line, data ?? 0);
    this.#fill(core, line);
    return this.#servedBy(core, suppliers);
  }

  #servedBy(core: number, suppliers: readonly number[]): Served {
    if (suppliers.length === 0) return "dramReads";
    return this.chipOf(suppliers[0]!) === this.chipOf(core) ? "sameChipTransfers" : "remoteTransfers";
  }

  /** Probes caches; returns those, one at most, that supply the data. */
  #probe(caches: readonly number[], line: number, event: "probeRead" | "probeWrite"): number[] {
    const suppliers = caches.filter((cache) => {
      const { does } = this.#apply(cache, line, event);
      if (does.endsWith("write back")) this.#inMemory.set(line, this.#versions[cache]!.get(line)!);
      return does.startsWith("supply data");
    });
    assert.ok(suppliers.length <= 1, "one cache at most answers for a line");
    return suppliers;
  }

  #apply(cache: number, line: number, event: EventName): Transition {
    const row = this.#rowOf(this.copies[cache]!.get(line) ?? "Invalid", event);
    if (row.next === "Invalid") this.copies[cache]!.delete(line);
    else this.copies[cache]!.set(line, row.next);
    return row;
  }

  #fill(core: number, line: number): void {
    const fromL1 = this.l1[core]!.insert(line);
    const fromL2 = fromL1 === undefined ? undefined : this.l2[core]!.insert(fromL1);
    if (fromL2 === undefined) return;
    const chip = this.chipOf(core), l3 = this.#cores + chip;
    const there = this.copies[l3]!.has(fromL2);
    this.#move(fromL2, core, l3);
    const fromL3 = there ? undefined : this.l3[chip]!.insert(fromL2);
    if (fromL3 === undefined) return;
    const data = this.#versions[l3]!.get(fromL3)!;
    if (this.#apply(l3, fromL3, "evict").does === "write back") this.#inMemory.set(fromL3, data);
  }

  /**
   * A copy goes from one cache to another; two copies that meet become one, in the state of the one that
   * answers.
   */
  #move(line: number, from: number, to: number): void {
    const state = this.copies[from]!.get(line)!;
    if (state !== "Shared" || !this.copies[to]!.has(line)) this.copies[to]!.set(line, state);
    this.#versions[to]!.set(line, this.#versions[from]!.get(line)!);
    this.copies[from]!.delete(line);
  }

  #forget(cache: number, line: number): void {
    if (cache >= this.#cores) this.l3[cache - this.#cores]!.remove(line);
    else if (!this.l1[cache]!.remove(line)) this.l2[cache]!.remove(line);
  }

  #rowOf(state: StateName, event: EventName): Transition {
    const row = this.#rows.find((row) => row.state === state && row.event === event);
    assert.ok(row, `${event} cannot happen to a copy that is ${state}`);
    return row;
  }
}
