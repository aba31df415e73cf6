/** What every operating system of the lab is: a name, and a way to bring it up on a machine. */
import type { Machine } from "../machine/machine.ts";

/** An operating system, not yet running. */
export interface System<Kernel> {
  /** Name in rows and figures. */
  readonly name: string;
  /**
   * Brings it up on a machine that has not run yet, at no cost in simulated time.
   *
   * @param seed for what of it is random; 1 by default
   */
  boot(machine: Machine, seed?: number): Kernel;
  /** The same system otherwise, by the remedy that it then has: see `lib/experiments/advice/`. */
  otherwise?(): Readonly<Record<string, System<Kernel>>>;
}
