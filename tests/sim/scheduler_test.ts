import assert from "node:assert/strict";
import fc from "fast-check";
import { Scheduler, Task } from "corey-lab/sim";

/** Tasks that compute for the given costs and note when and in which order they are resumed. */
function workers(scheduler: Scheduler, costs: readonly (readonly number[])[]): [string, number][] {
  const trace: [string, number][] = [];
  costs.forEach((ofTask, i) => {
    const task = new Task(scheduler, `task ${i}`);
    task.start((function* () {
      for (const cost of ofTask) {
        trace.push([task.name, task.now]);
        task.compute(cost);
        yield;
      }
      trace.push([`${task.name} ends`, task.now]);
    })());
  });
  return trace;
}

Deno.test("Scheduler.run() resumes tasks in order of their clocks, and the lower number at equal times", () => {
  const scheduler = new Scheduler();
  const trace = workers(scheduler, [[10, 10], [4, 6], [10]]);
  scheduler.run();
  assert.deepEqual(trace, [
    ["task 0", 0],
    ["task 1", 0],
    ["task 2", 0],
    ["task 1", 4],
    ["task 0", 10],
    ["task 1 ends", 10],
    ["task 2 ends", 10],
    ["task 0 ends", 20],
  ]);
});

Deno.test("Scheduler.run() lets a task that is still the earliest go on", () => {
  const scheduler = new Scheduler();
  const trace = workers(scheduler, [[100], [1, 1, 1]]);
  scheduler.run();
  assert.deepEqual(trace.map(([name]) => name), [
    "task 0",
    "task 1",
    "task 1",
    "task 1",
    "task 1 ends",
    "task 0 ends",
  ]);
});

Deno.test("Scheduler.run() lets a task go on that came to the time of a higher number, but not to that of a lower", () => {
  const scheduler = new Scheduler();
  const trace = workers(scheduler, [[5, 0, 0], [3, 2, 0]]);
  scheduler.run();
  assert.deepEqual(trace.slice(2), [
    ["task 1", 3],
    ["task 0", 5],
    ["task 0", 5],
    ["task 0 ends", 5],
    ["task 1", 5],
    ["task 1 ends", 5],
  ]);
});

Deno.test("Scheduler.run() never goes back in time, whatever tasks cost", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(20), { maxLength: 8, size: "max" }), { maxLength: 8, size: "max" }),
      (costs) => {
        const scheduler = new Scheduler();
        const trace = workers(scheduler, costs);
        scheduler.run();
        const times = trace.map(([, time]) => time);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
        assert.equal(trace.filter(([name]) => name.endsWith("ends")).length, costs.length);
      },
    ),
  );
});

/** Workers, and a pair of which one sleeps until the other wakes it. */
function mixedTrace(costs: readonly (readonly number[])[], stops: readonly number[]): unknown {
  const scheduler = new Scheduler();
  const trace: [string, number][] = workers(scheduler, costs);
  const sleeper = new Task(scheduler, "sleeper"), waker = new Task(scheduler, "waker");
  sleeper.start((function* () {
    for (let i = 0; i < 5; i++) {
      yield sleeper.sleep(() => "the waker");
      trace.push(["sleeper", sleeper.now]);
      sleeper.compute(i);
    }
  })());
  waker.start((function* () {
    for (let i = 0; i < 5; i++) {
      waker.compute(7);
      yield;
      sleeper.wake(waker.now + 1);
    }
  })());
  for (const stop of stops) {
    const before = trace.length;
    scheduler.run(stop);
    assert.ok(trace.slice(before).every(([, time]) => time < stop), `nothing is resumed at ${stop} or later`);
  }
  scheduler.run();
  return { trace, steps: scheduler.steps };
}

const someCosts = fc.array(fc.array(fc.nat(20), { maxLength: 8, size: "max" }), {
  maxLength: 6,
  size: "max",
});

Deno.test("Scheduler.run(untilCycles) stops before that cycle, and can be continued with the outcome of one run", () => {
  const someStops = fc.array(fc.nat(100), { maxLength: 6, size: "max" }).map((stops) =>
    stops.toSorted((a, b) => a - b)
  );
  fc.assert(fc.property(someCosts, someStops, (costs, stops) => {
    assert.deepEqual(mixedTrace(costs, stops), mixedTrace(costs, []));
  }));
});

Deno.test("Scheduler.run() gives the same trace every time", () => {
  fc.assert(
    fc.property(someCosts, (costs) => assert.deepEqual(mixedTrace(costs, []), mixedTrace(costs, []))),
  );
});

Deno.test("Task.until() holds a program at its yield, and tries again only when the task is woken", () => {
  const scheduler = new Scheduler();
  const waiter = new Task(scheduler, "waiter"), worker = new Task(scheduler, "worker");
  const tries: number[] = [];
  let open = false, passedAt = NaN;
  waiter.start((function* () {
    yield waiter.until(() => {
      tries.push(waiter.now);
      waiter.compute(3);
      return open || waiter.sleep(() => "the door");
    });
    passedAt = waiter.now;
    assert.equal(waiter.now, waiter.resumedAt, "the program goes on right after a yield");
  })());
  worker.start((function* () {
    for (const cycle of [50, 60]) {
      worker.compute(cycle - worker.now);
      yield;
      waiter.wake(cycle);
    }
    worker.compute(40);
    yield;
    open = true;
    waiter.wake(worker.now);
  })());
  scheduler.run();
  assert.deepEqual(tries, [0, 50, 60, 100], "at once, then at each wake");
  assert.equal(passedAt, 103, "a try takes time, and others go first meanwhile");
});

Deno.test("Task.until() lets earlier tasks go before the program, once the condition is true", () => {
  const scheduler = new Scheduler();
  const slow = new Task(scheduler, "slow"), other = new Task(scheduler, "other");
  const order: string[] = [];
  slow.start((function* () {
    yield slow.until(() => {
      slow.compute(100);
      return true;
    });
    order.push("slow");
  })());
  other.start((function* () {
    other.compute(50);
    yield;
    order.push("other");
  })());
  scheduler.run();
  assert.deepEqual(order, ["other", "slow"]);
});

Deno.test("Task.wake() never moves a clock backwards", () => {
  const scheduler = new Scheduler();
  const sleeper = new Task(scheduler, "sleeper"), waker = new Task(scheduler, "waker");
  sleeper.start((function* () {
    sleeper.compute(100);
    yield sleeper.sleep(() => "the waker");
  })());
  waker.start((function* () {
    waker.compute(10);
    yield;
    sleeper.wake(waker.now);
  })());
  scheduler.run();
  assert.equal(sleeper.now, 100);
});

Deno.test("Task.wake() of a task that does not sleep throws and names it", () => {
  const scheduler = new Scheduler();
  const awake = new Task(scheduler, "core 7"), waker = new Task(scheduler, "waker");
  assert.throws(() => awake.wake(5), /core 7 does not sleep/, "one without a program");
  awake.start((function* () {
    awake.compute(100);
    yield;
  })());
  waker.start((function* () {
    yield;
    awake.wake(5);
  })());
  assert.throws(() => scheduler.run(), /core 7 does not sleep/, "one that is ready");
});

Deno.test("Task.start() throws while a program runs, and starts another one after its end", () => {
  const scheduler = new Scheduler();
  const task = new Task(scheduler, "core 7");
  let runs = 0;
  const program = function* () {
    task.compute(10);
    yield;
    runs++;
  };
  task.start(program());
  assert.throws(() => task.start(program()), /core 7 runs a program already/);
  scheduler.run();
  task.start(program());
  scheduler.run();
  assert.equal(runs, 2);
  assert.equal(task.now, 20);
});

Deno.test("Scheduler.run() is over when all who are left rest; it is a deadlock when one of them waits for something", () => {
  const scheduler = new Scheduler(), a = new Task(scheduler, "a"), b = new Task(scheduler, "b");
  a.start((function* () {
    yield a.rest(() => "work");
  })());
  scheduler.run();
  assert.ok(a.asleep);
  b.start((function* () {
    yield b.sleep(() => "a");
  })());
  assert.throws(() => scheduler.run(), /a \(since cycle 0\) waits for work; b \(since cycle 0\) waits for a/);
  a.wake(10);
  b.wake(20);
  scheduler.run();
  assert.equal(a.now, 10);
});

Deno.test("Task.startOver() drops a program wherever it is: ready, asleep, held by a condition, ended, not begun, or itself at work", () => {
  for (const state of ["ready", "asleep", "held", "ended", "new", "at work"] as const) {
    const scheduler = new Scheduler(),
      task = new Task(scheduler, "task"),
      other = new Task(scheduler, "other");
    const trace: string[] = [];
    const second = function* () {
      trace.push(`second at ${task.now}`);
      task.compute(10);
      yield;
      trace.push(`second ends at ${task.now}`);
    };
    const first = function* () {
      trace.push(`first at ${task.now}`);
      if (state === "ended") return;
      if (state === "ready") task.compute(100);
      if (state === "at work") task.startOver(second());
      if (state === "asleep") yield task.sleep(() => "what never comes");
      else if (state === "held") yield task.until(() => task.sleep(() => "what is never true"));
      else yield;
      trace.push("first goes on");
    };
    if (state !== "new") task.start(first());
    other.start((function* () {
      other.compute(50);
      yield;
      if (state !== "at work") task.startOver(second());
    })());
    scheduler.run();
    const start = state === "ready" ? 100 : 0, before = state === "new" ? [] : ["first at 0"];
    assert.deepEqual(trace, [...before, `second at ${start}`, `second ends at ${start + 10}`], state);
    assert.equal(task.asleep, false);
    // It is as good as new: it can be started again.
    task.start(second());
    scheduler.run();
    assert.equal(trace.at(-1), `second ends at ${start + 20}`);
  }
});
