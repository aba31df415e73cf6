/** What is wrong with latencies that a spec gives by level, or as a matrix. */
import type { Figures, Flaw } from "./spec_flaws.ts";
import { kindsOf, treeOf } from "./tree.ts";

type Matrix = readonly (readonly number[])[];

/** All that is wrong with them, in a spec that is right otherwise. */
export function flawsOfDistances(spec: Figures): Flaw[] {
  const { remoteCache, dram } = spec;
  const { latencyCyclesWithin, latencyCyclesByKind, latencyCyclesMatrix } = remoteCache;
  if (!latencyCyclesWithin && !latencyCyclesByKind && !latencyCyclesMatrix && !dram.latencyCyclesMatrix) {
    return [];
  }
  const { chips, l3Groups, cores } = treeOf(spec);
  return [
    ...flawsWithin(spec),
    ...flawsOfMatrix(spec, ["remoteCache", "latencyCyclesByKind"], latencyCyclesByKind?.value, [
      [kindsOf(spec), "entry of all l2Groups in tree"],
    ]),
    ...flawsOfMatrix(spec, ["remoteCache", "latencyCyclesMatrix"], latencyCyclesMatrix?.value, [
      [chips, "chip"],
      [l3Groups.length, "group of an L3"],
      [cores.length, "core"],
    ], cores.length),
    ...flawsOfMatrix(spec, ["dram", "latencyCyclesMatrix"], dram.latencyCyclesMatrix?.value, [
      [chips, "chip"],
    ]),
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

/**
 * As many rows as there is something of, each as long, and no way shorter than to the own L1.
 *
 * @param cores with so many rows, what a row says of itself means nothing
 */
function flawsOfMatrix(
  { l1 }: Figures,
  at: readonly string[],
  matrix: Matrix | undefined,
  sizes: readonly (readonly [number, string])[],
  cores = 0,
): Flaw[] {
  if (matrix === undefined) return [];
  const path = [...at, "value"], least = l1.latencyCycles.value;
  if (!sizes.some(([size]) => size === matrix.length)) {
    const expected = [...Map.groupBy(sizes, ([size]) => size)].map(([size, some]) =>
      `${rows(size)}, one for each ${some.map(([, what]) => what).join(" or ")}`
    );
    return [{ path, message: `it has ${rows(matrix.length)}, expected ${expected.join(", or ")}` }];
  }
  for (const [i, row] of matrix.entries()) {
    if (row.length !== matrix.length) {
      return [{ path: [...path, i], message: `expected ${matrix.length} numbers, one for each row` }];
    }
    const low = row.findIndex((cycles, j) => (i !== j || matrix.length !== cores) && cycles < least);
    if (low >= 0) {
      return [{ path: [...path, i, low], message: `expected at least l1.latencyCycles.value = ${least}` }];
    }
  }
  return [];
}

function rows(count: number): string {
  return `${count} row${count === 1 ? "" : "s"}`;
}
