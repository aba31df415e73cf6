/** What programs say of a computer: a topology, and at times clock and latencies. */
import { InputError } from "../../input/check.ts";
import type { HostProcessor, HostTopology } from "../topology.ts";

/** What caches of a level are like. */
export interface LevelShape {
  /** 1 is nearest to the core. */
  readonly level: number;
  /** Lines in a set; 0 where it is not told. */
  readonly ways: number;
  /** Bytes of a line; 0 where it is not told. */
  readonly lineBytes: number;
}

/** What a report says. */
export interface Report {
  /** Which program's it is, for sources. */
  readonly source: string;
  /** Left out by tables of latencies and of caches. */
  readonly topology?: HostTopology;
  /** What a table of caches says beside a topology. */
  readonly caches?: readonly LevelShape[];
  /** The clock, if it is told. */
  readonly clockHertz?: number;
  /** Distances of NUMA nodes, 10 for the own one (ACPI's SLIT). */
  readonly nodeDistances?: readonly (readonly number[])[];
  /** One way of a line, from the row's processor to the column's; NaN where it is not told. */
  readonly nanoseconds?: readonly (readonly number[])[];
}

/** A computer whose parts are all alike. */
export interface Regular {
  readonly model: string;
  readonly packages: number;
  readonly nodes: number;
  readonly cores: number;
  readonly threads: number;
  /** Caches by level, with how many of them there are in all. */
  readonly caches: readonly { readonly level: number; readonly bytes: number; readonly count: number }[];
}

/** The topology of such a computer: cores in order of parts, siblings numbered after all cores. */
export function regularTopology({ model, packages, nodes, cores, threads, caches }: Regular): HostTopology {
  for (const [what, count] of [["packages", packages], ["NUMA nodes", nodes]] as const) {
    if (count < 1 || cores % count !== 0) {
      throw new InputError(`${cores} cores cannot be in ${count} ${what}: expected as many in each`);
    }
  }
  const all = Array.from({ length: cores * threads }, (_, number) => number);
  const together = (count: number, number: number): number[] => {
    const part = Math.floor((number % cores) * count / cores);
    return all.filter((other) => Math.floor((other % cores) * count / cores) === part);
  };
  const processors = all.map((number): HostProcessor => ({
    number,
    siblings: all.filter((other) => other % cores === number % cores),
    package: Math.floor((number % cores) * packages / cores),
    caches: caches.map(({ level, bytes, count }) => ({
      level,
      bytes,
      ways: 0,
      lineBytes: 0,
      processors: together(Math.min(count, cores), number),
    })),
  }));
  return {
    model,
    processors,
    nodes: Array.from({ length: nodes }, (_, node) => together(nodes, node * cores / nodes)),
    memoryBytes: 0,
    freeBytes: 0,
  };
}
