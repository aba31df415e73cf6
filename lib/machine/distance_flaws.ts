/** What is wrong with latencies that a spec gives by level, or as a matrix. */
import type { Figures, Flaw } from "./spec_flaws.ts";
import { treeOf } from "./tree.ts";

type Matrix = readonly (readonly number[])[];

/** All that is wrong with them, in a spec that is right otherwise. */
export function flawsOfDistances(spec: Figures): Flaw[] {
  const { remoteCache, dram } = spec;
  const { latencyCyclesWithin, latencyCyclesMatrix } = remoteCache;
  if (!latencyCyclesWithin && !latencyCyclesMatrix && !dram.latencyCyclesMatrix) return [];
  const { chips, l3Groups, cores } = treeOf(spec);
  return [
    ...flawsWithin(spec),
    ...flawsOfMatrix(spec, "remoteCache", remoteCache.latencyCyclesMatrix?.value, [
      [chips, "chip"],
      [l3Groups.length, "group of an L3"],
      [cores.length, "core"],
    ]),
    ...flawsOfMatrix(spec, "dram", dram.latencyCyclesMatrix?.value, [[chips, "chip"]]),
  ];
}

/** Smaller groups are nearer, and all are farther than the own L1. */
function flawsWithin({ remoteCache, l1 }: Figures): Flaw[] {
  const path = ["remoteCache", "latencyCyclesWithin", "value"],
    within = remoteCache.latencyCyclesWithin?.value ?? {};
  let nearer = "l1.latencyCycles.value", least = l1.latencyCycles.value;
  const onChip = remoteCache.latencyCyclesByHops.value[0];
  for (
    const [level, cycles] of [["l2", within.l2], ["l3", within.l3], ["", onChip], [
      "package",
      within.package,
    ]] as const
  ) {
    if (cycles === undefined) continue;
    const at = level === "" ? ["remoteCache", "latencyCyclesByHops", "value", 0] : [...path, level];
    if (cycles < least) return [{ path: at, message: `expected at least the ${least} cycles of ${nearer}` }];
    [nearer, least] = [at.join("."), cycles];
  }
  return [];
}

/** As many rows as there is something of, each as long, and no way to another shorter than to the own L1. */
function flawsOfMatrix(
  { l1 }: Figures,
  part: "remoteCache" | "dram",
  matrix: Matrix | undefined,
  sizes: readonly (readonly [number, string])[],
): Flaw[] {
  if (matrix === undefined) return [];
  const path = [part, "latencyCyclesMatrix", "value"], least = l1.latencyCycles.value;
  if (!sizes.some(([size]) => size === matrix.length)) {
    const expected = sizes.map(([size, what]) => `${size} rows, one for each ${what}`).join(", or ");
    return [{ path, message: `it has ${matrix.length} rows, expected ${expected}` }];
  }
  for (const [i, row] of matrix.entries()) {
    if (row.length !== matrix.length) {
      return [{ path: [...path, i], message: `expected ${matrix.length} numbers, one for each row` }];
    }
    const low = row.findIndex((cycles, j) => (part === "dram" || i !== j) && cycles < least);
    if (low >= 0) {
      return [{ path: [...path, i, low], message: `expected at least l1.latencyCycles.value = ${least}` }];
    }
  }
  return [];
}
