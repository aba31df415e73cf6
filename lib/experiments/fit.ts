/** Whether a system can run a workload: a kernel has calls of its own, and a workload may make others. */
import { InputError } from "../input/check.ts";
import type { System } from "../kernels/system.ts";
import { Machine } from "../machine/machine.ts";
import type { MachineSpec } from "../machine/spec.ts";
import type { Workload } from "../workloads/workload.ts";
import type { SweepSpec } from "./points.ts";

/**
 * Brings each system of a sweep up once, and looks for the calls that the workload makes.
 *
 * @throws {InputError} naming the system and what it lacks
 */
export function checkFit<Kernel>({ workload, system, machine }: SweepSpec<Kernel>): void {
  const [spec] = [machine].flat() as MachineSpec[];
  for (const one of [system].flat() as System<Kernel>[]) {
    let kernel: Kernel;
    try {
      kernel = one.boot(new Machine(spec!));
    } catch {
      // It cannot boot: its rows will say so.
      continue;
    }
    checkCalls(workload, one.name, kernel);
  }
}

/**
 * Looks for the calls that a workload makes.
 *
 * @throws {InputError} naming the system and what it lacks
 */
export function checkCalls<Kernel>(
  { name, calls = [] }: Workload<Kernel>,
  system: string,
  kernel: Kernel,
): void {
  const has = Object(kernel) as object, lacks = calls.filter((call) => !(call in has));
  if (lacks.length === 0) return;
  throw new InputError(`the system ${system} cannot run ${name}: it has no ${lacks.join(", ")}`);
}
