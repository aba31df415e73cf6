/**
 * The caches of a machine and how lines move between them. Each core has an L1 and an L2, each chip an L3,
 * unless the machine's tree says which cores share an L2 and which an L3. A line is in one of a core's two;
 * what the L1 drives out goes to the L2, what the L2 drives out goes to the L3, which thus holds only victims
 * (AMD family 10h: exclusive caches, "victim L3"). What the last level drives out is given back to memory.
 *
 * An L2 that cores share also has what their L1s have, and knows what one of them has asked for: a copy of
 * one is there for the others, and nobody else is asked.
 */
import { Cache } from "./cache.ts";
import type { Directory } from "./directory.ts";
import { State } from "./protocol.ts";
import type { ProtocolRules } from "./protocol_rules.ts";
import type { MachineSpec } from "./spec.ts";
import { type Group, treeOf } from "./tree.ts";

/** All caches of a machine. In the numbering of the directory cores come first, then shared L2s, then L3s. */
export class Hierarchy {
  /** The L1 of each core. */
  readonly l1: readonly Cache[];
  /** The core of each hardware thread. */
  readonly coreOf: Uint16Array;
  /** The chip of each cache. */
  readonly chipOf: Uint16Array;
  /** The group of each cache: cores that share an L3, or are beside each other without one. */
  readonly groupOf: Uint16Array;
  /**
   * By core, who is told of lines that its caches drive out; nobody, unless several threads share them: else
   * it is awake itself.
   */
  readonly drivesOut: ((line: number, now: number) => void)[] = [];
  /** The L2 of each core, where it is its own. */
  readonly #l2: readonly (Cache | undefined)[];
  readonly #shared: readonly Cache[];
  readonly #groups: readonly Group[];
  readonly #cores: number;
  /** By core, the L2 that it shares with others; -1 where it does not. */
  readonly #l2Of: Int32Array;
  /** By core; -1 where there is none. */
  readonly #l3Of: Int32Array;
  /** By core: the line that its caches asked for last, and when that comes. */
  readonly #asked: Int32Array;
  readonly #comes: Float64Array;

  /**
   * Caches that are empty.
   *
   * @param spec the machine
   * @param directory notes where copies go
   * @param rules what they become
   * @param drivenOut is told of a line for which the last of a core's caches had no more room, and of its
   * state there
   */
  constructor(
    spec: MachineSpec,
    readonly directory: Directory,
    readonly rules: ProtocolRules,
    readonly drivenOut: (line: number, state: State, chip: number, now: number) => void,
  ) {
    const { cores, l2Groups, l3Groups, shared, coreOf } = treeOf(spec), count = this.#cores = cores.length;
    const lines = (bytes: number) => bytes / spec.lineBytes.value;
    const places = new Map(shared.map((group, i) => [group, count + i]));
    const place = (group: Group) => places.get(group) ?? -1;
    const l2Places = l2Groups.map(place), l3Places = l3Groups.map(place);
    this.#l2Of = Int32Array.from(cores, ({ l2Group }) => l2Places[l2Group]!);
    this.#l3Of = Int32Array.from(cores, ({ l3Group }) => l3Places[l3Group]!);
    this.#asked = new Int32Array(count).fill(-1);
    this.#comes = new Float64Array(count);
    this.l1 = cores.map(({ l1Bytes }) => new Cache(lines(l1Bytes), spec.l1.ways.value));
    this.#l2 = cores.map(({ l2Group }) =>
      l2Places[l2Group]! < 0 ? new Cache(lines(l2Groups[l2Group]!.bytes), spec.l2.ways.value) : undefined
    );
    this.#shared = shared.map((group) =>
      new Cache(lines(group.bytes), (l3Groups.includes(group) ? spec.l3 : spec.l2).ways.value)
    );
    this.#groups = shared;
    this.coreOf = Uint16Array.from(coreOf);
    this.chipOf = Uint16Array.from([...cores, ...shared], ({ chip }) => chip);
    this.groupOf = Uint16Array.from(
      [...cores, ...shared.map(({ first }) => cores[first]!)],
      ({ l3Group }) => l3Group,
    );
  }

  /** Brings a line from the core's L2 to its L1: the cycle at which the L2 has it; -1 if it has not. */
  takeFromL2(core: number, line: number, now: number): number {
    const l2 = this.#l2[core], shared = this.#l2Of[core]!;
    if (l2 === undefined) {
      return this.#takeShared(shared, core, line, now) ? now : this.#takeBeside(core, line, now);
    }
    if (!this.directory.holds(line, core) || !l2.remove(line)) return -1;
    this.fill(core, line, now);
    return now;
  }

  /**
   * Copies a line that a core beside it has: the cycle at which that has come; -1 if none has it. Who owns
   * the line hands it over, as between any cores.
   */
  #takeBeside(core: number, line: number, now: number): number {
    const directory = this.directory, owner = directory.ownerOf(line);
    const { first, cores } = this.#groups[this.#l2Of[core]! - this.#cores]!;
    if (owner >= first && owner < first + cores) return -1;
    let comes = Infinity;
    for (let other = first; other < first + cores; other++) {
      if (!directory.holds(line, other)) continue;
      comes = Math.min(comes, this.#asked[other] === line ? this.#comes[other]! : now);
    }
    if (comes === Infinity) return -1;
    directory.add(line, core);
    this.fill(core, line, now);
    return Math.max(now, comes);
  }

  /** A thread's core has asked for a line, which comes at a cycle. */
  asked(thread: number, line: number, comesCycles: number): void {
    const core = this.coreOf[thread]!;
    this.#asked[core] = line;
    this.#comes[core] = comesCycles;
  }

  /** Brings a line from the core's L3 to its L1; false when it is not in the L3. */
  takeFromL3(core: number, line: number, now: number): boolean {
    const l3 = this.#l3Of[core]!;
    return l3 >= 0 && this.#takeShared(l3, core, line, now);
  }

  /** The line leaves the shared cache, unless another core that shares it uses the line too. */
  #takeShared(cache: number, core: number, line: number, now: number): boolean {
    const directory = this.directory, place = cache - this.#cores;
    if (!directory.holds(line, cache)) return false;
    const { first, cores } = this.#groups[place]!;
    if (directory.heldAmong(line, first, first + cores, core)) {
      this.#shared[place]!.hit(line);
      const answers = directory.ownerOf(line) === cache, { afterProbeRead, loadedShared } = this.rules;
      if (answers) directory.become(line, cache, afterProbeRead[directory.stateOf(line)]!);
      directory.add(line, core);
      if (answers && loadedShared !== State.Shared) directory.own(line, core, loadedShared);
    } else {
      this.#shared[place]!.remove(line);
      directory.move(line, cache, core);
    }
    this.fill(core, line, now);
    return true;
  }

  /** The cache nearest to a core, its own or one that it shares, that holds a line; -1 if none does. */
  nearestHolder(core: number, line: number): number {
    if (this.directory.holds(line, core)) return core;
    const l2 = this.#l2Of[core]!, l3 = this.#l3Of[core]!;
    if (l2 >= 0 && this.directory.holds(line, l2)) return l2;
    return l3 >= 0 && this.directory.holds(line, l3) ? l3 : -1;
  }

  /** Whether it is a core's L3, rather than a cache nearer to it. */
  isL3(core: number, cache: number): boolean {
    return cache === this.#l3Of[core];
  }

  /** Puts a line into a core's L1; victims go down a level each. */
  fill(core: number, line: number, now: number): void {
    const fromL1 = this.l1[core]!.insert(line);
    if (fromL1 < 0) return;
    const l2 = this.#l2[core], l3 = this.#l3Of[core]!;
    if (l2 !== undefined) {
      const fromL2 = l2.insert(fromL1);
      this.#drop(fromL2, core, l3, now);
      return this.drivesOut[core]?.(fromL2, now);
    }
    this.drivesOut[core]?.(fromL1, now);
    const shared = this.#l2Of[core]!;
    if (this.directory.move(fromL1, core, shared)) return;
    this.#drop(this.#shared[shared - this.#cores]!.insert(fromL1), shared, l3, now);
  }

  /** A line, if it is one, goes from a cache that has no more room for it to an L3, if there is one. */
  #drop(line: number, from: number, l3: number, now: number): void {
    if (line < 0) return;
    const chip = this.chipOf[from]!, directory = this.directory;
    if (l3 < 0) return this.drivenOut(line, directory.evict(line, from), chip, now);
    if (directory.move(line, from, l3)) return;
    const fromL3 = this.#shared[l3 - this.#cores]!.insert(line);
    if (fromL3 >= 0) this.drivenOut(fromL3, directory.evict(fromL3, l3), chip, now);
  }

  /** Takes a copy away, wherever in the cache it is. */
  invalidate(cache: number, line: number): void {
    this.directory.drop(line, cache);
    if (cache >= this.#cores) this.#shared[cache - this.#cores]!.remove(line);
    else if (!this.l1[cache]!.remove(line)) this.#l2[cache]?.remove(line);
  }
}
