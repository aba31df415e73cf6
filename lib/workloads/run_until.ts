/** Runs a machine on, for as long as a user asks: but not if that would take for ever. */
import { InputError } from "../input/check.ts";
import type { Machine } from "../machine/machine.ts";

/** A stretch that is over in no time. From it follows what a long one takes. */
const STRETCH_MICROSECONDS = 1000;

/**
 * Runs until a cycle. A long run is tried for a stretch first.
 *
 * @param option the option by which the user said how long, in microseconds
 * @throws {InputError} when it would take more steps than a run may take
 */
export function runUntil(machine: Machine, untilCycles: number, option: string): void {
  const { scheduler } = machine, cyclesPerMicrosecond = machine.spec.clockHertz.value / 1e6;
  const from = Math.max(...machine.cores.map(({ now }) => now)),
    stretch = STRETCH_MICROSECONDS * cyclesPerMicrosecond;
  if (untilCycles - from > 10 * stretch) {
    const before = scheduler.steps;
    machine.run(from + stretch);
    const perCycle = (scheduler.steps - before) / stretch, left = scheduler.maxSteps - scheduler.steps;
    const steps = perCycle * (untilCycles - from);
    if (steps > left) {
      const microseconds = (cycles: number) => round(cycles / cyclesPerMicrosecond);
      throw new InputError(
        `${option} = ${microseconds(untilCycles - from)}: that would take about ${
          round(steps)
        } steps, and a run may take ` +
          `${round(scheduler.maxSteps)}: expected ${microseconds(left / perCycle)} or less`,
      );
    }
  }
  machine.run(untilCycles);
}

const round = (value: number): string => Number(value.toPrecision(2)).toLocaleString("en");
