/** Runs a machine on for as long as a user asks, unless that would take too long. */
import { InputError } from "../input/check.ts";
import type { Machine } from "../machine/machine.ts";

/** A stretch short enough to try: it shows what a long one would take. */
const STRETCH_MICROSECONDS = 20_000;

/**
 * Runs from a cycle to another. A long run is tried for a stretch first.
 *
 * @param fromCycles how far the machine has come
 * @param option the option by which the user said how long, in microseconds
 * @throws {InputError} when it would take more steps than a run may take
 */
export function runUntil(machine: Machine, fromCycles: number, untilCycles: number, option: string): void {
  const { scheduler } = machine, cyclesPerMicrosecond = machine.spec.clockHertz.value / 1e6;
  const stretch = STRETCH_MICROSECONDS * cyclesPerMicrosecond;
  if (untilCycles - fromCycles > 50 * stretch) {
    const before = scheduler.steps;
    machine.run(fromCycles + stretch);
    const perCycle = (scheduler.steps - before) / stretch, left = scheduler.maxSteps - scheduler.steps;
    const steps = perCycle * (untilCycles - fromCycles);
    if (steps > left) {
      const microseconds = (cycles: number) => round(cycles / cyclesPerMicrosecond);
      throw new InputError(
        `${option} = ${microseconds(untilCycles - fromCycles)}: that would take about ${
          round(steps)
        } steps, and a run may take ` +
          `${round(scheduler.maxSteps)}: expected ${microseconds(left / perCycle)} or less`,
      );
    }
  }
  machine.run(untilCycles);
}

const round = (value: number): string => Number(value.toPrecision(2)).toLocaleString("en");
