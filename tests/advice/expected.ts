/** What advice on a run is expected to be. */
import type { System } from "corey-lab/kernels";
import type { Workload } from "corey-lab/workloads";

/** A workload on a system, and the remedy that gains most, or `none`. */
export interface Expected {
  readonly workload: Workload<unknown>;
  readonly system: System<unknown>;
  readonly remedy: string;
  /** What it gains at least. */
  readonly leastGain: number;
  readonly cores: number;
}

/** Checks that the workload fits the system, and forgets on which kernel. */
export function expected<Kernel>(
  workload: Workload<Kernel>,
  system: System<Kernel>,
  remedy: string,
  { leastGain = 0, cores = 15 }: Partial<Pick<Expected, "leastGain" | "cores">> = {},
): Expected {
  return { workload, system, remedy, leastGain, cores } as Expected;
}
