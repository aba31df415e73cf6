/**
 * What makes "perfect" say what a lock is worth: a lock that costs nothing is not slower than a real one in its
 * place, beside its data or apart from them, however many cores want it and however often; and no faster than
 * the data it guards can travel.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type LockKind, lockKinds, lockNames } from "corey-lab/locks";
import {
  epyc64,
  int32,
  lineAligned,
  Machine,
  type MachineSpec,
  milan96,
  opteron16,
  opteron48,
  presets,
  ryzen3800x,
  struct,
  xeon24,
} from "corey-lab/machine";
import { transfer } from "../machine/transfer.ts";
import { slow } from "../slow.ts";

const beside = struct("beside", { lock: int32, second: int32, count: int32 });
const apart = struct("apart", { lock: int32, second: int32, count: lineAligned(int32) });

/** How often cores count under a lock in half a millisecond, after as long. */
function counted(spec: MachineSpec, cores: number, kind: LockKind, place: typeof beside, think: number) {
  const machine = new Machine(spec), at = machine.memory.place(place), lock = kind.place(machine, at.lock);
  for (const core of machine.cores.slice(0, cores)) {
    core.now = 37 * core.number;
    core.start((function* () {
      for (;;) {
        core.compute(think);
        yield* lock.acquire(core);
        core.store(at.count, core.load(at.count) + 1);
        yield* lock.release(core);
      }
    })());
  }
  const millisecond = spec.clockHertz.value / 1000, count = () => machine.memory.words[at.count >>> 2]!;
  machine.run(millisecond / 2);
  const before = count();
  machine.run(millisecond);
  return count() - before;
}

slow("perfect is not slower than any real lock in its place", () => {
  const real = lockNames.filter((name) => name !== "perfect").map((name) => lockKinds[name]);
  const scenario = fc.record({
    spec: fc.constantFrom(opteron16, opteron48, epyc64, milan96, ryzen3800x, xeon24),
    cores: fc.integer({ min: 2, max: 48 }),
    place: fc.constantFrom(beside, apart as typeof beside),
    think: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5000 })),
    kind: fc.constantFrom(...real),
  });
  fc.assert(
    fc.property(scenario, ({ spec, cores, place, think, kind }) => {
      // Where a line's way is as long as there, it can pay to let one core in again and again.
      fc.pre(spec !== ryzen3800x || kind.fair);
      const best = counted(spec, cores, lockKinds.perfect, place, think);
      const rate = counted(spec, cores, kind, place, think);
      // A turn more or less may be due to where the time that is counted begins and ends.
      assert.ok(best >= rate - 2, `${spec.name}, ${cores} cores: ${kind.name} ${rate}, perfect ${best}`);
    }),
    { seed: 1, numRuns: 200 },
  );
});

for (const spec of presets) {
  Deno.test(`${spec.name}: what is written under a perfect lock has to come to the next core`, () => {
    const machine = new Machine(spec), at = machine.memory.place(apart), last = machine.cores.at(-1)!;
    const lock = lockKinds.perfect.place(machine, at.lock), took: number[] = [];
    for (const core of [machine.cores[0]!, last]) {
      core.start((function* () {
        for (let i = 0; i < 20; i++) {
          yield* lock.acquire(core);
          const since = core.now;
          core.store(at.count, core.load(at.count) + 1);
          yield* lock.release(core);
          took.push(core.now - since);
        }
      })());
    }
    machine.run();
    // The data's way is a third of a transfer or more; the first and the last sections follow one's own.
    const least = transfer(spec, 0, last.number) / 3 * spec.clockHertz.value / 1e9;
    assert.ok(Math.min(...took.slice(2, -2)) >= least, `${took} for ${least} cycles`);
  });
}
