/** Timer ticks: what Linux has and Corey has not, and what they do to a machine that is left in peace otherwise. */
import assert from "node:assert/strict";
import { corey } from "corey-lab";
import { type System, withTimerTick } from "corey-lab/kernels";
import { linux, linuxTick } from "corey-lab/linux";
import { int32, Machine, opteron16, struct } from "corey-lab/machine";
import { pointsOf } from "corey-lab/experiments";
import { type Lock, ticket } from "corey-lab/locks";
import { repeat, type Workload } from "corey-lab/workloads";
import { slow } from "../slow.ts";

/** How many interrupts two busy cores of a system take in 40 ms. */
function interruptsIn40Milliseconds(boot: (machine: Machine) => unknown): number {
  const machine = new Machine(opteron16), end = 0.04 * opteron16.clockHertz.value;
  boot(machine);
  for (const core of machine.cores.slice(0, 2)) {
    core.start((function* () {
      while (core.now < end) {
        core.compute(1000);
        yield;
      }
    })());
  }
  machine.run();
  return machine.interrupts.received;
}

Deno.test("Linux interrupts each busy core 250 times a second, or as often as it is told; Corey none", () => {
  assert.equal(linuxTick.hertz.value, 250);
  assert.equal(interruptsIn40Milliseconds((machine) => linux.threads().boot(machine)), 2 * 10);
  assert.equal(interruptsIn40Milliseconds((machine) => linux.threads({ tickHertz: 1000 }).boot(machine)), 80);
  assert.equal(interruptsIn40Milliseconds((machine) => linux.threads({ tickHertz: 0 }).boot(machine)), 0);
  assert.equal(interruptsIn40Milliseconds((machine) => corey.addressRanges().boot(machine)), 0);
});

Deno.test("A timer tick takes its handler's time, and the way into it and back, from a core", () => {
  const machine = new Machine(opteron16), [core] = machine.cores;
  withTimerTick({ name: "bare", boot: () => {} }, { hertz: 1000, handlerCycles: 5000 }).boot(machine);
  core!.start((function* () {
    for (let i = 0; i < 2000; i++) {
      core!.compute(1000);
      yield;
    }
  })());
  machine.run();
  assert.equal(core!.now, 2_000_000 + 5000 + opteron16.interrupt.trapCycles.value);
});

const beside = struct("beside", { lock: int32, second: int32, count: int32 });

/** A counter beside the ticket lock that guards it. */
const counter: System<{ readonly lock: Lock; readonly count: number }> = {
  name: "ticket",
  boot(machine) {
    const at = machine.memory.place(beside);
    return { lock: ticket.place(machine, at.lock), count: at.count };
  },
};

/** Cores that work for 3.25 µs and then count under the lock. */
const counting: Workload<{ readonly lock: Lock; readonly count: number }> = {
  name: "counting",
  measure(run) {
    const { lock, count } = run.kernel, window = { warmUpMicroseconds: 2000, microseconds: 4000 };
    // deno-lint-ignore require-yield
    const { operations, seconds } = repeat(run, window, function* (core) {
      return function* () {
        core.compute(6500);
        yield* lock.acquire(core);
        core.store(count, core.load(count) + 1);
        yield* lock.release(core);
      };
    });
    return { throughputPerSecond: operations / seconds };
  },
};

slow(
  "A sweep says where runs came out far apart; with a timer tick they all end in the queue's state",
  () => {
    const measure = (system: typeof counter) =>
      pointsOf({ workload: counting, machine: opteron16, system, cores: [16], repeats: 6 })[0]!.measure();
    // Sixteen cores may come by turns, or all queue for the lock, and then a hand-over takes so long that they
    // go on doing so. A run that nothing disturbs stays as it began.
    const left = measure(counter);
    assert.equal(left.bistable, "throughputPerSecond");
    assert.ok(Number(left.throughputPerSecondMax) > 3 * Number(left.throughputPerSecondMin));
    const ticked = measure(withTimerTick(counter, { hertz: 250, handlerCycles: 4000 }));
    assert.ok(Number(ticked.throughputPerSecondMax) < Number(left.throughputPerSecondMax) / 2);
  },
);
