/** Linux's timer tick. */
import type { Sourced } from "../../input/sourced.ts";
import { fromZero } from "../../input/options.ts";
import type { System } from "../system.ts";
import { withTimerTick } from "../timer_tick.ts";

/** What one core's tick costs, and how often it comes. */
export const linuxTick = {
  /** `CONFIG_HZ`. */
  hertz: {
    value: 250,
    unit: "hertz",
    source:
      "kernel/Kconfig.hz of Linux 2.6.25: 250 unless configured otherwise; Debian's kernels of that time " +
      "left it so (recalled)",
    sure: "R",
  } as Sourced<number, "hertz">,
  /** `tick_sched_timer`: time keeping, accounting, the scheduler's tick, timers that have expired. */
  handlerCycles: {
    value: 4000,
    unit: "cycles",
    source:
      "recalled from measurements of noise (Tsafrir et al., System Noise, OS Clock Ticks, and Fine-Grained " +
      "Parallel Applications, ICS 2005): some microseconds, cache misses included; 2 are assumed, at 2.0 " +
      "GHz",
    sure: "R",
  } as Sourced<number, "cycles">,
};

/** The option of a Linux: ticks a second, 0 for none. */
export const tickOption = fromZero.optional();

/** A Linux with its tick. */
export function ticking<Kernel>(
  system: System<Kernel>,
  hertz: number = linuxTick.hertz.value,
): System<Kernel> {
  return hertz === 0
    ? system
    : withTimerTick(system, { hertz, handlerCycles: linuxTick.handlerCycles.value });
}
