/**
 * The experiment that proves a diagnosis: the same workload with each abstraction that is offered, and what
 * it gains.
 */
import { z } from "zod";
import type { Abstraction } from "../analysis/finding.ts";
import { InputError } from "../input/check.ts";
import { anything, optionsOf, text } from "../input/options.ts";
import { diagnose, type Diagnosis } from "../analysis/diagnosis.ts";
import type { System } from "../kernels/system.ts";
import type { Row } from "../rows/row.ts";
import { type RunSpec, watch } from "./observe.ts";
import { pointsOf, runFields } from "./points.ts";
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

const remedy = runFields.system.optional();
const checked = optionsOf<ProofSpec<never>>("prove", {
  ...runFields,
  cores: anything,
  count: anything.optional(),
  remedies: z.strictObject({ "address ranges": remedy, "kernel cores": remedy, "shares": remedy })
    .refine(
      (remedies) => Object.keys(remedies).length > 0,
      'expected one at least, as in { shares: corey.descriptors("private") }',
    ) as z.ZodType<ProofSpec<never>["remedies"]>,
  column: text,
  better: z.enum(["more", "less"]),
});

/** A gain below this is none: another start would give as much. */
const A_GAIN = 1.1;

/** What came of it. */
export interface Proof {
  /** What was found in the run on the system as it is. */
  readonly diagnosis: Diagnosis;
  /**
   * Whether the diagnosis holds. `proved`: what was diagnosed gains, and no other remedy more; or nothing was
   * diagnosed, and nothing gains. `not tried`: the remedy that was diagnosed is not among those given.
   */
  readonly verdict: "proved" | "refuted" | "not tried";
  /**
   * One row a system: `system`, `abstraction`, the measured column, and the `gain` over the system as it is;
   * of remedies whether they were `diagnosed`, in the first place or as the alternative.
   */
  readonly rows: readonly Row[];
}

/**
 * Diagnoses a run, and tries all remedies: the one that was diagnosed should gain most, and if none was, none
 * should gain.
 *
 * @throws {InputError} when a run fails, the workload measures no such column, or a remedy is called by no
 * abstraction's name
 * @example
 * ```ts
 * import { corey, dupClose, opteron16, prove } from "corey-lab";
 * const { diagnosis, verdict, rows } = prove({
 *   workload: dupClose(),
 *   machine: opteron16,
 *   cores: 16,
 *   system: corey.descriptors("global"),
 *   remedies: { shares: corey.descriptors("private") },
 *   column: "throughputPerSecond",
 *   better: "more",
 * });
 * console.log(diagnosis.abstraction, verdict, rows.map(({ system, gain }) => `${system}: ${gain}`));
 * ```
 */
export function prove<Kernel>(spec: ProofSpec<Kernel>): Proof {
  const { system, remedies, column, better, cores, count, ...rest } = spec;
  checked(spec as ProofSpec<never>);
  const diagnosis = diagnose(watch({ ...rest, system, cores, ...(count && { count }) }));
  const { abstraction, alternative } = diagnosis;
  const measureOn = (system: System<Kernel>): Row => {
    const row = measure(pointsOf({ ...rest, cores: [cores], system })[0]!, count);
    if (row.error !== undefined) throw new InputError(`the run on ${system.name} failed: ${row.error}`);
    if (typeof row[column] === "number") return { system: row.system!, [column]: row[column] };
    throw new InputError(`column = ${column}: the workload measures ${Object.keys(row).join(", ")}`);
  };
  const asItIs = measureOn(system), first = Number(asItIs[column]);
  const tried = Object.entries(remedies).map(([name, system]) => {
    const row = measureOn(system!), value = Number(row[column]);
    const diagnosed = name === abstraction || name === alternative;
    return { abstraction: name, ...row, gain: better === "more" ? value / first : first / value, diagnosed };
  });
  return {
    diagnosis,
    verdict: verdictOn(abstraction, tried),
    rows: [{ abstraction: "as it is", ...asItIs, gain: 1 }, ...tried],
  };
}

function verdictOn(
  abstraction: Abstraction,
  tried: readonly { readonly gain: number; readonly diagnosed: boolean }[],
): Proof["verdict"] {
  const most = Math.max(0, ...tried.map(({ gain }) => gain));
  if (abstraction === "none") return most < A_GAIN ? "proved" : "refuted";
  const diagnosed = tried.filter((one) => one.diagnosed);
  if (diagnosed.length === 0) return "not tried";
  return most >= A_GAIN && diagnosed.some(({ gain }) => gain === most) ? "proved" : "refuted";
}
