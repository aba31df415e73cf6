/** A simulation that cannot go on always ends with an error that says which task, and when. */
import assert from "node:assert/strict";
import { ClockError, DeadlockError, RunawayError, Scheduler, Task } from "corey-lab/sim";
import { slow } from "../slow.ts";

Deno.test("DeadlockError names every sleeping task, since when it sleeps, and what it waits for", () => {
  const scheduler = new Scheduler();
  for (const [name, cycle] of [["core 3", 11], ["core 5", 22]] as const) {
    const task = new Task(scheduler, name);
    task.start((function* () {
      task.compute(cycle);
      yield task.sleep((detail) => `door ${detail}`, cycle * 10);
    })());
  }
  const idle = new Task(scheduler, "idle");
  idle.start((function* () {})());
  assert.throws(() => scheduler.run(), (error) => {
    assert.ok(error instanceof DeadlockError);
    assert.match(error.message, /core 3 \(since cycle 11\) waits for door 110/);
    assert.match(error.message, /core 5 \(since cycle 22\) waits for door 220/);
    assert.doesNotMatch(error.message, /idle/);
    return true;
  });
});

Deno.test("DeadlockError is thrown by run(untilCycles) too, and only once nobody is left who could wake", () => {
  const scheduler = new Scheduler();
  const sleeper = new Task(scheduler, "sleeper"), worker = new Task(scheduler, "worker");
  sleeper.start((function* () {
    yield sleeper.sleep(() => "nobody");
  })());
  worker.start((function* () {
    worker.compute(100);
    yield;
  })());
  scheduler.run(50);
  assert.throws(() => scheduler.run(150), DeadlockError);
  assert.throws(() => scheduler.run(200), DeadlockError, "and again");
});

Deno.test("RunawayError names the last task and its cycle when a run takes more steps than its bound", () => {
  const scheduler = new Scheduler({ maxSteps: 1000 });
  const task = new Task(scheduler, "core 4");
  task.start((function* () {
    for (;;) {
      task.compute(2);
      yield;
    }
  })());
  assert.throws(
    () => scheduler.run(),
    (error) => error instanceof RunawayError && /1000 steps.*core 4 at cycle 2000/.test(error.message),
  );
});

slow("RunawayError says that time stands still when tasks loop at no cost", () => {
  const scheduler = new Scheduler();
  const task = new Task(scheduler, "core 4");
  task.start((function* () {
    task.compute(30);
    for (;;) yield;
  })());
  assert.throws(
    () => scheduler.run(),
    (error) => error instanceof RunawayError && /time stands still at cycle 30: core 4/.test(error.message),
  );
});

for (const cost of [NaN, -3]) {
  Deno.test(`ClockError names the task that computes ${cost} cycles, and when`, () => {
    const scheduler = new Scheduler();
    const task = new Task(scheduler, "core 4");
    task.start((function* () {
      task.compute(5);
      yield;
      task.compute(cost);
      yield;
    })());
    assert.throws(
      () => scheduler.run(),
      (error) => error instanceof ClockError && /core 4 .*cycle 5\b/.test(error.message),
    );
  });
}

Deno.test("ClockError is thrown at once for a clock that was not a number when the program started", () => {
  const scheduler = new Scheduler();
  const task = new Task(scheduler, "core 4");
  task.now = NaN;
  task.start((function* () {
    yield;
  })());
  assert.throws(() => scheduler.run(), ClockError);
});

Deno.test("ClockError is thrown for a task that owes time without end", () => {
  const scheduler = new Scheduler(), task = new Task(scheduler, "core 4");
  task.start((function* () {
    task.owed = Infinity;
    yield;
  })());
  assert.throws(() => scheduler.run(), ClockError);
});

Deno.test("ClockError is thrown for a clock at infinity, instead of a run that ends without an error", () => {
  const scheduler = new Scheduler();
  const task = new Task(scheduler, "core 4");
  task.start((function* () {
    task.compute(Infinity);
    yield;
  })());
  assert.throws(() => scheduler.run(), ClockError);
});
