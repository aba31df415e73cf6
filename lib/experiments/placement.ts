/**
 * Where the cores that take part sit: an input of an experiment like any other, so each names the source of
 * its own. On one chip, cores meet in its L3 and send lines only a short way; on several, each line crosses
 * links, but there is more L3 and more memory for each core.
 */
import { z } from "zod";
import type { MachineSpec } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";

/** In which order cores join in. */
export type Placement =
  /** One on each chip, then a second on each. */
  | "round-robin"
  /** All of a chip, then the next chip. */
  | "fill-chips";

/** A placement, checked. */
export const placements: z.ZodType<Placement> = z.enum(["round-robin", "fill-chips"]);

/** The parameter of an experiment. `source` says who placed cores so, or that nobody says. */
export function placementField(placement: Placement, source: string): z.ZodDefault<typeof placements> {
  return placements.default(placement).describe(`in which order cores join in (${source})`);
}

/** Core numbers in the order in which they join in. */
export function coreOrder(spec: MachineSpec, placement: Placement): number[] {
  const chips = spec.chips.value, perChip = spec.coresPerChip.value;
  return Array.from(
    { length: chips * perChip },
    (_, i) => placement === "fill-chips" ? i : (i % chips) * perChip + Math.floor(i / chips),
  );
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
