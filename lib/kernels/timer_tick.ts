/**
 * A kernel's timer tick: so many times a second each core leaves what it does for a little while. It costs
 * next to nothing; but it sometimes holds up a core that others wait for, so that a machine does not stay for
 * ever in a state that the first disturbance would end.
 *
 * Linux has it (`linux/tick.ts`). Corey has none: there, an interval timer runs only where a program asks for
 * it.
 */
import { fromZero, optionsOf, positive } from "../input/options.ts";
import type { Machine } from "../machine/machine.ts";
import { Random } from "../sim/random.ts";
import { type Program, Task } from "../sim/task.ts";
import type { System } from "./system.ts";

/** How often cores are interrupted, and for how long. */
export interface TimerTick {
  /** Ticks a second, of each core. */
  readonly hertz: number;
  /** Cycles in the handler, beside the way into it and back. */
  readonly handlerCycles: number;
}

const checked = optionsOf<TimerTick>("withTimerTick", { hertz: positive, handlerCycles: fromZero });

/**
 * A system whose cores are interrupted by a timer tick.
 *
 * @example
 * ```ts
 * import { loneLock, ticket } from "corey-lab";
 * import { withTimerTick } from "corey-lab/kernels";
 * console.log(withTimerTick(loneLock(ticket), { hertz: 1000, handlerCycles: 5000 }).name); // "ticket"
 * ```
 */
export function withTimerTick<Kernel>(system: System<Kernel>, tick: TimerTick): System<Kernel> {
  checked(tick);
  return {
    ...system,
    boot(machine, seed) {
      startTicks(machine, tick, new Random(seed ?? 1));
      return system.boot(machine, seed);
    },
  };
}

/** The cores' ticks are spread over half a period, as Linux does it; when the first comes is random. */
function startTicks(machine: Machine, { hertz, handlerCycles }: TimerTick, random: Random): void {
  const { scheduler, interrupts, cores } = machine, timer = new Task(scheduler, "timer");
  const period = machine.spec.clockHertz.value / hertz, apart = period / 2 / cores.length;
  timer.start((function* (): Program {
    for (let first = random.below(Math.ceil(period));; first += period) {
      for (const core of cores) {
        timer.now = first + core.number * apart;
        yield;
        // The programs have ended, or all wait.
        if (!scheduler.othersReady) return;
        if (!core.idle) interrupts.deliver(core, timer.now, (_core, start) => start + handlerCycles);
      }
    }
  })());
}
