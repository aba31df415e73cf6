/** Runs a single action of a core at a cycle of one's choice. */
import type { Core, Machine } from "corey-lab/machine";

/**
 * Lets a core do something from a cycle on, and returns how many cycles it took. Everything before must be
 * over.
 */
export function at(machine: Machine, core: Core, cycle: number, action: () => void): number {
  core.start((function* () {
    core.compute(cycle - core.now);
    yield;
    action();
  })());
  machine.run();
  return core.now - cycle;
}
