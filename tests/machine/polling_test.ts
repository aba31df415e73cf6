import assert from "node:assert/strict";
import fc from "fast-check";
import {
  array,
  Clock,
  int32,
  l3Misses,
  lineAligned,
  Machine,
  opteron16,
  skylake4,
  struct,
  totals,
} from "corey-lab/machine";
import { type PolledDevice, pollForever } from "corey-lab/kernels";

const words = struct("words", { a: lineAligned(int32), b: lineAligned(int32), c: lineAligned(int32) });

/** A device that looks at a word that counts up, and notes what it saw. */
function counting(name: string, address: number, seen: number[]): PolledDevice {
  let last = 0;
  return {
    name,
    watched: () => [address],
    *poll(core) {
      yield;
      const now = core.load(address);
      if (now === last) return false;
      seen.push(last = now);
      return true;
    },
  };
}

Deno.test("A poller sleeps while nothing is written, wakes for a write to any of its words, and rereads only that", () => {
  const machine = new Machine(opteron16), { memory } = machine, at = memory.place(words);
  const [poller, , , , writer] = machine.cores, seen: number[] = [];
  poller!.start(
    pollForever(poller!, [counting("a", at.a, []), counting("b", at.b, seen), counting("c", at.c, [])]),
  );
  writer!.start((function* () {
    writer!.compute(100_000);
    yield;
    writer!.publish(at.b, 1);
  })());
  machine.run(99_000);
  const { steps } = machine.scheduler, before = l3Misses(totals(memory.counters));
  assert.ok(steps < 50, `${steps} steps to do nothing`);
  machine.run();
  assert.deepEqual(seen, [1]);
  const idle = memory.counters.idleCycles[0]!;
  assert.ok(idle > 99_000 && idle < 100_000, `idle until the write, but for the first look: ${idle} cycles`);
  // The writer takes the line, the poller gets it back.
  assert.equal(l3Misses(totals(memory.counters)) - before, 2);
});

Deno.test("A second thread sleeps as well as the first while nothing is written", () => {
  const machine = new Machine(skylake4), at = machine.memory.place(words), second = machine.cores[4]!;
  second.start(pollForever(second, [counting("a", at.a, []), counting("b", at.b, [])]));
  machine.run(99_000);
  const { steps } = machine.scheduler;
  assert.ok(steps < 50, `${steps} steps to do nothing`);
});

Deno.test("A poller loses no write, however writers and its own looks fall together", () => {
  const pauses = fc.array(fc.nat(400), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(pauses, { minLength: 1, maxLength: 3 }), (writers) => {
      const machine = new Machine(opteron16);
      // All on one line: each write to it disturbs the looks at the others.
      const line = machine.memory.place(struct("line", { count: array(int32, writers.length) })).count;
      const seen = writers.map((): number[] => []), [poller] = machine.cores;
      poller!.start(
        pollForever(poller!, writers.map((_, i) => counting(`${i}`, line + 4 * i, seen[i]!))),
      );
      for (const [i, pauses] of writers.entries()) {
        const writer = machine.cores[4 * i + 1]!;
        writer.start((function* () {
          for (const [n, pause] of pauses.entries()) {
            writer.compute(pause);
            yield;
            writer.publish(line + 4 * i, n + 1);
          }
        })());
      }
      machine.run();
      writers.forEach((pauses, i) => assert.equal(seen[i]!.at(-1), pauses.length));
    }),
    { numRuns: 200 },
  );
});

Deno.test("Core.sleepUntilWrite() without a yield right before it throws", () => {
  const machine = new Machine(opteron16), at = machine.memory.place(words), [core] = machine.cores;
  core!.start((function* () {
    yield;
    core!.load(at.a);
    yield core!.sleepUntilWrite([at.a]);
  })());
  assert.throws(() => machine.run(), /must yield right before sleepUntilWrite of words.a/);
});

Deno.test("Clock counts its ticks in every word that was registered, and wakes who watches one", () => {
  const machine = new Machine(opteron16), at = machine.memory.place(words), seen: number[] = [];
  const clock = new Clock(machine, 1000), [core] = machine.cores;
  clock.countIn(at.a);
  clock.countIn(at.b);
  core!.start(pollForever(core!, [counting("a", at.a, seen)]));
  machine.run(5500);
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
  assert.equal(machine.memory.words[at.b >>> 2], 5);
});
