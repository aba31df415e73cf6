import assert from "node:assert/strict";
import {
  array,
  int32,
  lineAligned,
  Machine,
  mcs,
  opteron16,
  pollForever,
  type Row,
  struct,
  TimelineRecorder,
} from "corey-lab";

const words = struct("words", {
  lock: lineAligned(int32),
  flag: lineAligned(int32),
  cold: lineAligned(array(int32, 160)),
});

Deno.test("TimelineRecorder says what each core did when: every stretch once, none left out, in order", () => {
  const recorder = new TimelineRecorder(5), machine = new Machine(opteron16, { observer: recorder });
  recorder.watch(machine);
  recorder.reset();
  const at = machine.memory.place(words), lock = mcs.place(machine, at.lock);
  const [holder, poller, , , waiter] = machine.cores;
  holder!.start((function* () {
    yield* lock.acquire(holder!);
    holder!.compute(4000);
    for (let i = 0; i < 10; i++) holder!.load(at.cold + 64 * i);
    yield* lock.release(holder!);
    yield;
    holder!.publish(at.flag, 1);
  })());
  waiter!.start((function* () {
    waiter!.compute(100);
    yield* lock.acquire(waiter!);
    yield* lock.release(waiter!);
  })());
  poller!.start(pollForever(poller!, [{
    name: "flag",
    watched: () => [at.flag],
    *poll(core) {
      yield;
      core.load(at.flag);
      return false;
    },
  }]));
  machine.run();
  const rows = recorder.rows(), of = (core: number) => rows.filter((row) => row.core === core);
  const spent = (core: number, activity: string) =>
    of(core).filter((row) => row.activity === activity)
      .reduce((sum: number, row: Row) => sum + Number(row.toMicroseconds) - Number(row.fromMicroseconds), 0);
  for (const core of [0, 1, 4]) {
    let last = 0;
    for (const row of of(core)) {
      assert.equal(row.fromMicroseconds, last);
      last = Number(row.toMicroseconds);
    }
    assert.equal(last, 5);
  }
  // Ten lines of the own chip's memory.
  const misses = 10 * opteron16.dram.latencyCyclesByHops.value[0]! / 2000;
  assert.ok(spent(0, "stalls on a miss") >= misses && spent(0, "stalls on a miss") < misses + 1);
  assert.ok(spent(4, "waits for a lock") > 2.5, "the second core waits for the first");
  assert.ok(spent(1, "polls") > 2.5, "the poller finds nothing until the end");
});
