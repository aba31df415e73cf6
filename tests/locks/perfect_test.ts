/**
 * What makes "perfect" say what a lock is worth: a lock that costs nothing is not slower than a real fair one in its place.
 *
 * That holds where the data lie apart from the lock. A known gap: a lock beside its data fetches them for writing, with its own atomic,
 * while a perfect one touches no memory, so that the section's load fetches a copy and its store has to ask again; up to a quarter.
 * And an unfair lock that one core takes many times in a row keeps the data where they are, which no lock that serves in order can.
 */
import assert from "node:assert/strict";
import {
  epyc64,
  int32,
  lineAligned,
  type LockKind,
  lockKinds,
  Machine,
  type MachineSpec,
  opteron16,
  opteron48,
  struct,
} from "corey-lab";

const beside = struct("beside", { lock: int32, second: int32, count: int32 });
const apart = struct("apart", { lock: int32, second: int32, count: lineAligned(int32) });

/** How often cores count under a lock in a millisecond, after half of one. */
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
  machine.run(1.5 * millisecond);
  return count() - before;
}

for (
  const [spec, cores] of [[opteron16, [2, 3, 8, 16]], [opteron48, [2, 12, 48]], [epyc64, [2, 8, 48]]] as const
) {
  Deno.test(`perfect is not slower than a fair lock apart from its data: ${spec.name}, ${cores.join(", ")} cores`, () => {
    for (const [name, place] of Object.entries({ beside, apart })) {
      for (const think of [0, 1000]) {
        for (const n of cores) {
          const best = counted(spec, n, lockKinds.perfect, place as typeof beside, think);
          for (const kind of [lockKinds.ticket, lockKinds.mcs]) {
            const rate = counted(spec, n, kind, place as typeof beside, think);
            const what = `${kind.name} ${name} its counter, ${n} cores, ${think} cycles of thinking`;
            assert.ok(
              best >= (name === "apart" ? 0.98 : 0.8) * rate,
              `${what}: ${rate} a millisecond, perfect ${best}`,
            );
          }
        }
      }
    }
  });
}
