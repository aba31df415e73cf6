/** Phases of a job: all cores start together, and a phase ends with the last. */
import type { UserMemory } from "../../libos/user_memory.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { MachineSpec } from "../../machine/spec.ts";
import { type PlacedCore, treeOf } from "../../machine/tree.ts";
import type { Program } from "../../sim/task.ts";

/** What a phase, or a part of one, took. */
export interface Tally {
  /** Time, until the last core is done. */
  readonly cycles: number;
  /** Time until a core is done, on average. */
  readonly meanCycles: number;
  /**
   * Cycles that cores waited for a line, a link or a memory controller that served another core, summed over
   * the cores.
   */
  readonly queueCycles: number;
  /** L3 misses, of all cores that took part. */
  readonly l3Misses: number;
  /** Page faults. */
  readonly faults: number;
  /** Interrupts that told other cores to forget translations. */
  readonly shootdowns: number;
}

/** What a core has counted up to now. */
export function tally(machine: Machine, memory: UserMemory, core: Core): Tally {
  const { counters } = machine.memory, { number } = core;
  return {
    cycles: core.now,
    meanCycles: core.now,
    queueCycles: counters.queueCycles[number]!,
    l3Misses: counters.sameChipTransfers[number]! + counters.remoteTransfers[number]! +
      counters.dramReads[number]!,
    faults: memory.faultsOf[number] ?? 0,
    shootdowns: machine.interrupts.sentBy[number] ?? 0,
  };
}

/** What was counted between two moments. */
export function since(before: Tally, after: Tally): Tally {
  return combine(after, before, (a, b) => a - b);
}

/** Two tallies, number by number. */
export function combine(one: Tally, other: Tally, by: (one: number, other: number) => number): Tally {
  return {
    cycles: by(one.cycles, other.cycles),
    meanCycles: by(one.meanCycles, other.meanCycles),
    queueCycles: by(one.queueCycles, other.queueCycles),
    l3Misses: by(one.l3Misses, other.l3Misses),
    faults: by(one.faults, other.faults),
    shootdowns: by(one.shootdowns, other.shootdowns),
  };
}

/** Every number of a tally so many times. */
export function times(tally: Tally, factor: number): Tally {
  return combine(tally, tally, (count) => count * factor);
}

/**
 * Runs a program on each core, from one moment on, and says what all have counted. Joining threads costs
 * nothing here.
 */
export function phase(
  machine: Machine,
  memory: UserMemory,
  cores: readonly Core[],
  program: (core: Core, index: number) => Program,
): Tally {
  const start = Math.max(...cores.map(({ now }) => now));
  const before = cores.map((core) => tally(machine, memory, core));
  for (const [index, core] of cores.entries()) {
    core.now = start;
    core.start(program(core, index));
  }
  machine.run();
  const counted = cores.map((core, i) => since(before[i]!, tally(machine, memory, core)));
  const done = cores.map(({ now }) => now - start),
    sum = counted.reduce((one, other) => combine(one, other, (a, b) => a + b));
  return { ...sum, cycles: Math.max(...done), meanCycles: done.reduce((a, b) => a + b) / cores.length };
}

/**
 * Bytes of cache that a core has to itself while these cores work: its caches, or its part of those that
 * others of them share.
 */
export function ownCacheBytes(spec: MachineSpec, cores: readonly Core[], core: Core): number {
  const { coreOf, cores: places, l2Groups, l3Groups } = treeOf(spec);
  const placeOf = ({ number }: Core) => places[coreOf[number]!]!, own = placeOf(core);
  const part = (bytes: number, shares: (place: PlacedCore) => boolean) =>
    Math.floor(bytes / cores.filter((other) => shares(placeOf(other))).length);
  return part(own.l1Bytes, (place) => place === own) +
    part(l2Groups[own.l2Group]!.bytes, ({ l2Group }) => l2Group === own.l2Group) +
    part(l3Groups[own.l3Group]!.bytes, ({ l3Group }) => l3Group === own.l3Group);
}
