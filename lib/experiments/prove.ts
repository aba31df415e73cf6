/** The experiment that proves a diagnosis: the same workload, with each abstraction that is at hand, and what it gains. */
import type { Abstraction } from "../analysis/finding.ts";
import { diagnose, type Diagnosis } from "../analysis/diagnosis.ts";
import type { System } from "../kernels/system.ts";
import type { Row } from "../rows/row.ts";
import { type RunSpec, watch } from "./observe.ts";
import { pointsOf } from "./points.ts";
import { measure } from "./run_points.ts";

/** What is to be proved. */
export interface ProofSpec<Kernel> extends Omit<RunSpec<Kernel>, "system"> {
  /** The system as it is. */
  readonly system: System<Kernel>;
  /** The systems that have an abstraction. */
  readonly remedies: Partial<Record<Exclude<Abstraction, "none">, System<Kernel>>>;
  /** The column of the workload's row that says how well it does. */
  readonly column: string;
  /** Whether more of that is better, or less. */
  readonly better: "more" | "less";
}

/** What came of it. */
export interface Proof {
  /** What was found in the run on the system as it is. */
  readonly diagnosis: Diagnosis;
  /** One row a system: `system`, `abstraction`, whether it was `diagnosed`, the measured column, and the `gain` over the system as it is. */
  readonly rows: readonly Row[];
}

/**
 * Diagnoses a run, and tries all remedies: the one that was diagnosed should gain most, and if none was, none should gain.
 *
 * @example
 * ```ts
 * import { corey, dupClose, linux, opteron16, prove } from "corey-lab";
 * const { diagnosis, rows } = prove({
 *   workload: dupClose(),
 *   machine: opteron16,
 *   cores: 16,
 *   system: linux.threads(),
 *   remedies: { shares: corey.descriptors("private") },
 *   column: "throughputPerSecond",
 *   better: "more",
 * });
 * console.log(diagnosis.abstraction, rows.map(({ system, gain }) => `${system}: ${gain}`));
 * ```
 */
export function prove<Kernel>(spec: ProofSpec<Kernel>): Proof {
  const { system, remedies, column, better, cores, ...rest } = spec;
  const diagnosis = diagnose(watch({ ...rest, system, cores }));
  const systems = [
    { abstraction: "as it is", system },
    ...Object.entries(remedies).map(([abstraction, system]) => ({ abstraction, system: system! })),
  ];
  const rows = pointsOf({ ...rest, cores: [cores], system: systems.map(({ system }) => system) }).map(
    measure,
  );
  const first = Number(rows[0]![column]);
  return {
    diagnosis,
    rows: rows.map((row, i) => ({
      system: row.system!,
      abstraction: systems[i]!.abstraction,
      diagnosed: systems[i]!.abstraction === diagnosis.abstraction,
      ...(row.error === undefined ? {} : { error: row.error }),
      [column]: row[column] ?? NaN,
      gain: better === "more" ? Number(row[column]) / first : first / Number(row[column]),
    })),
  };
}
