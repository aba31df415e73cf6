/**
 * The experiment that proves a diagnosis: the same workload with each abstraction that is offered, and what
 * it gains.
 */
import * as z from "zod";
import type { Abstraction } from "../analysis/finding.ts";
import { InputError } from "../input/check.ts";
import { anything, count as countOption, optionsOf, text } from "../input/options.ts";
import { diagnose, type Diagnosis } from "../analysis/diagnosis.ts";
import type { System } from "../kernels/system.ts";
import type { Row } from "../rows/row.ts";
import { type Gain, gainOf, valuesOf } from "./gain.ts";
import { watch } from "./observe.ts";
import type { RunSpec } from "./one_run.ts";
import { range, runFields } from "./points.ts";

/** What is to be proved. */
export interface ProofSpec<Kernel> extends Omit<RunSpec<Kernel>, "system" | "rearrangement"> {
  /** The system as it is. */
  readonly system: System<Kernel>;
  /** The systems that have an abstraction; with none of them nothing is tried. */
  readonly remedies: Partial<Record<Exclude<Abstraction, "none">, System<Kernel>>>;
  /** The column of the workload's row that says how well it does. */
  readonly column: string;
  /** Whether more of that is better, or less. */
  readonly better: "more" | "less";
  /** How often each is run, each time with another seed; 3 by default. */
  readonly repeats?: number;
}

const remedy = runFields.system.optional();
const checked = optionsOf<ProofSpec<never>>("prove", {
  ...runFields,
  cores: anything,
  count: anything.optional(),
  remedies: z.strictObject({
    "address ranges": remedy,
    "kernel cores": remedy,
    "shares": remedy,
  }) as z.ZodType<
    ProofSpec<never>["remedies"]
  >,
  column: text,
  better: z.enum(["more", "less"]),
  repeats: countOption.optional(),
});

/** What came of it. */
export interface Proof {
  /** What was found in the run on the system as it is. */
  readonly diagnosis: Diagnosis;
  /**
   * Whether the diagnosis holds. `proved`: what was diagnosed helps, and no other remedy gains more; or
   * nothing was diagnosed, and nothing helps. `not tried`: the remedy that was diagnosed is not among those
   * given, or none is given.
   */
  readonly verdict: "proved" | "refuted" | "not tried";
  /**
   * One row a system: `system`, `abstraction`, the measured column (the mean of the runs), and the `gain`
   * over the system as it is, with the least and the most of all seeds (`gainMin`, `gainMax`) and the
   * `effect` that this is: `helps`, `no difference`, `makes it worse`, `depends on the seed`; of remedies
   * whether they were `diagnosed`, in the first place or as the alternative.
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
  const { system, remedies, column, better, seed = 1, repeats = 3, ...rest } = spec;
  checked(spec as ProofSpec<never>);
  const diagnosis = diagnose(watch({ ...rest, system, seed }));
  const { abstraction, alternative } = diagnosis, seeds = range(seed, seed + repeats - 1);
  const measureOn = (system: System<Kernel>): number[] => {
    try {
      return valuesOf({ ...rest, system }, column, seeds);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(
        `the run on ${system.name} failed: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
  const asItIs = measureOn(system);
  const tried = Object.entries(remedies).map(([name, system]) => {
    const values = measureOn(system!);
    const diagnosed = name === abstraction || name === alternative;
    return {
      abstraction: name,
      system: system!.name,
      [column]: mean(values),
      ...gainOf(asItIs, values, better),
      diagnosed,
    };
  });
  return {
    diagnosis,
    verdict: verdictOn(abstraction, tried),
    rows: [{ abstraction: "as it is", system: system.name, [column]: mean(asItIs), gain: 1 }, ...tried],
  };
}

function verdictOn(
  abstraction: Abstraction,
  tried: readonly (Gain & { readonly diagnosed: boolean })[],
): Proof["verdict"] {
  if (tried.length === 0) return "not tried";
  if (abstraction === "none") return tried.some(({ effect }) => effect === "helps") ? "refuted" : "proved";
  const diagnosed = tried.filter((one) => one.diagnosed);
  if (diagnosed.length === 0) return "not tried";
  const most = Math.max(...tried.map(({ gain }) => gain));
  return diagnosed.some(({ gain, effect }) => effect === "helps" && gain === most) ? "proved" : "refuted";
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
