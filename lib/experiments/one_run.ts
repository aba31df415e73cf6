/** One run: a workload on some cores of one machine with one system. */
import { InputError } from "../input/check.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Cost } from "../sim/cost.ts";
import type { Core } from "../machine/core.ts";
import { Machine } from "../machine/machine.ts";
import type { Rearrangement } from "../machine/rearranged.ts";
import { coreCount, type MachineSpec } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";
import type { Workload } from "../workloads/workload.ts";
import { coreOrder, type Placement } from "./placement.ts";

/** What to run. */
export interface RunSpec<Kernel> {
  /** What the cores do. */
  readonly workload: Workload<Kernel>;
  /** The machine. */
  readonly machine: MachineSpec;
  /** The system; its name does not matter. */
  readonly system: { readonly name?: string; boot(machine: Machine, seed?: number): Kernel };
  /** How many cores take part. */
  readonly cores: number;
  /** Which cores; `round-robin` by default. */
  readonly placement?: Placement;
  /** For whatever is random; 1 by default. */
  readonly seed?: number;
  /** Counts what the simulation costs. */
  readonly count?: Cost | undefined;
  /** What stands otherwise than the programs put it. */
  readonly rearrangement?: Rearrangement | undefined;
}

/** Limits of one run, and who hears of it. */
export interface RunLimits {
  /** Steps after which it counts as a runaway. */
  readonly maxSteps?: number;
  /** Is told what a reader of the row has to know. */
  readonly warn?: (sentence: string) => void;
  /** Is called with the machine when all is measured. */
  readonly done?: (machine: Machine) => void;
}

/** Runs once, unobserved: what was measured. */
export function measureOnce<Kernel>(run: RunSpec<Kernel>, { maxSteps, warn, done }: RunLimits = {}): Row {
  const { workload, system, cores, placement, seed = 1, count, rearrangement } = run;
  const limit = maxSteps === undefined ? {} : { maxSteps };
  const machine = new Machine(run.machine, { count, rearrangement, ...limit });
  const active = activeCores(machine, cores, placement);
  const kernel = mustRun(system.boot(machine, seed));
  const measured = workload.measure({ machine, kernel, cores: active, seed, ...(warn && { warn }) });
  done?.(machine);
  return measured;
}

/** A row, and what its reader has to know. */
export function withWarnings(row: Row, warnings: ReadonlySet<string>): Row {
  return warnings.size === 0 ? row : { ...row, warning: [...warnings].join("; ") };
}

/** The cores of a machine that take part when so many do. */
export function activeCores(machine: Machine, cores: number, placement: Placement = "round-robin"): Core[] {
  checkCores([cores], machine.spec);
  return coreOrder(machine.spec, placement).slice(0, cores).map((number) => machine.cores[number]!);
}

/**
 * Throws an {@link InputError} for a core count that is not a whole number from 1 to what the machine has.
 */
export function checkCores(cores: readonly number[], machine: MachineSpec): void {
  const have = coreCount(machine);
  if (!Array.isArray(cores) || cores.length === 0) {
    throw new InputError(`cores = ${JSON.stringify(cores)}: expected a list, such as [1, ${have}]`);
  }
  for (const count of cores) {
    if (Number.isInteger(count) && count >= 1 && count <= have) continue;
    throw new InputError(
      `cores = ${count}: ${machine.name} has ${have} cores, so expected whole numbers from 1 to ${have}`,
    );
  }
}
