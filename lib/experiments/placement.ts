/**
 * Where the cores that take part sit: an input of an experiment like any other, so each names the source of
 * its own. On one chip, cores meet in its L3 and send lines only a short way; on several, each line crosses
 * links, but there is more L3 and more memory for each core.
 */
import * as z from "zod";
import type { MachineSpec } from "../machine/spec.ts";
import { treeOf } from "../machine/tree.ts";
import type { Row } from "../rows/row.ts";

/** In which order cores join in. Cores are hardware threads, where a core has several. */
export type Placement =
  /** One on each chip, then a second on each, of another L3 if there is one; siblings last. */
  | "round-robin"
  /** All of a chip, then the next chip; siblings when all cores take part. */
  | "fill-chips"
  /** All of a chip, then the next chip; the siblings of a core before the next core. */
  | "fill-cores";

/** A placement, checked. */
export const placements: z.ZodType<Placement> = z.enum(["round-robin", "fill-chips", "fill-cores"]);

/** The parameter of an experiment. `source` says who placed cores so, or that nobody says. */
export function placementField(placement: Placement, source: string): z.ZodDefault<typeof placements> {
  return placements.default(placement).describe(`in which order cores join in (${source})`);
}

/** Core numbers in the order in which they join in. */
export function coreOrder(spec: MachineSpec, placement: Placement): number[] {
  const { cores, l3Groups, coreOf } = treeOf(spec);
  if (placement === "fill-cores") return cores.flatMap(({ threads }) => threads);
  const all = coreOf.map((_, thread) => thread);
  if (placement === "fill-chips") return all;
  const firstGroup = l3Groups.map(({ chip }) => l3Groups.findIndex((group) => group.chip === chip));
  /** In which round a thread joins in: by sibling, place in its group, group on its chip, chip. */
  const turn = (thread: number): number[] => {
    const core = coreOf[thread]!, { threads, l3Group, chip } = cores[core]!;
    return [
      threads.indexOf(thread),
      core - l3Groups[l3Group]!.first,
      l3Group - firstGroup[l3Group]!,
      chip,
    ];
  };
  return all.map((thread) => ({ thread, at: turn(thread) }))
    .sort((a, b) => a.at.map((turn, i) => turn - b.at[i]!).find((apart) => apart !== 0) ?? 0)
    .map(({ thread }) => thread);
}

/**
 * Rows that say how their cores were placed, in a column `placement` and behind the system's name, so that a
 * figure can show two placements.
 *
 * @example
 * ```ts
 * import { experiments, placed } from "corey-lab";
 * const cores = [1, 4, 16];
 * const rows = [
 *   ...placed("fill-chips", await experiments.shares.run({ cores, placement: "fill-chips" })),
 *   ...placed("round-robin", await experiments.shares.run({ cores, placement: "round-robin" })),
 * ];
 * console.log(rows[0].system); // "corey-local, fill-chips"
 * ```
 */
export function placed(placement: Placement, rows: readonly Row[]): Row[] {
  return rows.map((row) => ({ ...row, system: `${row.system}, ${placement}`, placement }));
}
