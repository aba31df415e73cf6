/**
 * How far caches and memories are from each other. Distances are numbered: the first are those by hops
 * between chips, as specs list them; what a spec says beyond that, by level or as a matrix, adds others. What
 * a distance costs is a list by that number (`timing.ts`).
 */
import type { MachineSpec } from "./spec.ts";
import { Topology } from "./topology.ts";
import { type Tree, treeOf } from "./tree.ts";

/** Numbers distances, each number of cycles once. */
class Numbers {
  readonly #extra = new Map<number, number>();
  /** @param cycles by number; grows */
  constructor(readonly cycles: number[]) {}

  of(cycles: number): number {
    const number = this.#extra.get(cycles) ?? this.cycles.push(cycles) - 1;
    this.#extra.set(cycles, number);
    return number;
  }
}

/** The distances of one machine. */
export class Distances {
  /** Hops and routes between chips. */
  readonly topology: Topology;
  /** What a transfer between caches takes on an idle machine, by distance. */
  readonly cacheCycles: readonly number[];
  /** What a load from memory takes, by distance. */
  readonly memoryCycles: readonly number[];
  readonly #places: number;
  /** Where each cache is: cores first, then those that several share. */
  readonly #placeOf: Uint16Array;
  readonly #between: Uint32Array;
  /** By core: the distance to others of the same L3. */
  readonly #near: Uint32Array;
  readonly #memory: Uint32Array;

  /** Finds them all. */
  constructor(spec: MachineSpec) {
    const topology = this.topology = new Topology(spec), tree = treeOf(spec), chips = tree.chips;
    const { remoteCache, dram } = spec, matrix = remoteCache.latencyCyclesMatrix?.value;
    const byKind = remoteCache.latencyCyclesByKind?.value;
    const cache = new Numbers(byHops(remoteCache.latencyCyclesByHops.value, chips));
    const memory = new Numbers(byHops(dram.latencyCyclesByHops.value, chips));
    this.cacheCycles = cache.cycles;
    this.memoryCycles = memory.cycles;
    this.#memory = table(chips, (from, to) => {
      const cycles = dram.latencyCyclesMatrix?.value[from]?.[to];
      return cycles === undefined ? topology.hops(from, to) : memory.of(cycles);
    });
    const within = remoteCache.latencyCyclesWithin?.value ?? {};
    const { places, placeOf } = placesOf(
      tree,
      matrix?.length,
      within.l2 !== undefined || byKind !== undefined,
    );
    // What a core's own row says of itself is no transfer; what a group's says is one within the group.
    const isOfCores = places.length === tree.cores.length;
    this.#places = places.length;
    this.#placeOf = placeOf;
    const inL3 = within.l3 === undefined ? 0 : cache.of(within.l3);
    this.#between = table(places.length, (a, b) => {
      const from = tree.cores[places[a]!]!,
        to = tree.cores[places[b]!]!,
        hops = topology.hops(from.chip, to.chip);
      if (matrix) return cache.of(a === b && isOfCores ? withinGroup(matrix, a, tree) : matrix[a]![b]!);
      if (from.l2Group === to.l2Group && within.l2 !== undefined) return cache.of(within.l2);
      if (hops === 0 && byKind) return cache.of(byKind[from.kind]![to.kind]!);
      if (from.l3Group === to.l3Group) return inL3;
      const inPackage = hops > 0 && tree.packageOf[from.chip] === tree.packageOf[to.chip];
      return inPackage && within.package !== undefined ? cache.of(within.package) : hops;
    });
    this.#near = Uint32Array.from(
      tree.cores,
      (_, core) => matrix ? this.#between[placeOf[core]! * (places.length + 1)]! : inL3,
    );
  }

  /** Between two caches. */
  between(from: number, to: number): number {
    return this.#between[this.#placeOf[from]! * this.#places + this.#placeOf[to]!]!;
  }

  /** Between a core and others of its L3. */
  near(core: number): number {
    return this.#near[core]!;
  }

  /** Between a chip's cores and the memory of another. */
  toMemory(chip: number, home: number): number {
    return this.#memory[chip * this.topology.chips + home]!;
  }
}

const found = new WeakMap<MachineSpec, Distances>();

/** The distances of a machine; found once. */
export function distancesOf(spec: MachineSpec): Distances {
  let distances = found.get(spec);
  if (!distances) found.set(spec, distances = new Distances(spec));
  return distances;
}

/**
 * The places that differ in their distances, each by its first core, and which of them a cache is in: groups
 * of an L3 unless a matrix has a row for each chip or core, or groups of an L2 have distances of their own.
 */
function placesOf(
  { chips, l3Groups, l2Groups, cores, shared }: Tree,
  rows: number | undefined,
  l2Differs: boolean,
): { places: number[]; placeOf: Uint16Array } {
  const groups = l2Differs ? l2Groups : l3Groups;
  const firsts = rows === cores.length
    ? cores.keys().toArray()
    : rows === chips
    ? Array.from({ length: chips }, (_, chip) => cores.findIndex((core) => core.chip === chip))
    : groups.map(({ first }) => first);
  let place = -1;
  const ofCores = cores.map((_, core) => firsts[place + 1] === core ? ++place : place);
  return {
    places: firsts,
    placeOf: Uint16Array.from([...ofCores, ...shared.map(({ first }) => ofCores[first]!)]),
  };
}

/** How far a core is from the others of its L3, on average; from the nearest, where it has none beside it. */
function withinGroup(matrix: readonly (readonly number[])[], core: number, { cores }: Tree): number {
  const others = matrix[core]!.filter((_, other) => other !== core);
  if (others.length === 0) return matrix[core]![core]!;
  const { l3Group } = cores[core]!;
  const beside = matrix[core]!.filter((_, other) => other !== core && cores[other]!.l3Group === l3Group);
  return beside.length === 0
    ? Math.min(...others)
    : beside.reduce((sum, cycles) => sum + cycles, 0) / beside.length;
}

function table(size: number, of: (from: number, to: number) => number): Uint32Array {
  return Uint32Array.from({ length: size * size }, (_, i) => of(Math.floor(i / size), i % size));
}

/** A list by distance, made long enough: beyond its end it goes on by its last step. */
function byHops(given: readonly number[], farthest: number): number[] {
  const last = given.at(-1)!, step = given.length > 1 ? last - given.at(-2)! : 0;
  return Array.from(
    { length: farthest + 1 },
    (_, hops) => given[hops] ?? last + step * (hops - given.length + 1),
  );
}
