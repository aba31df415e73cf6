/** Atomics on a contended word cost by the distance that the word travels, on two cores as on many. */
import assert from "node:assert/strict";
import {
  epyc64,
  int32,
  Machine,
  type MachineSpec,
  opteron16,
  pipe,
  struct,
  withChips,
  withLatency,
} from "corey-lab/machine";

const word = struct("word", { value: int32 });

/** Cycles an addition, when cores add to one word as fast as they can. */
function cyclesAnAddition(spec: MachineSpec, cores: number): number {
  const machine = new Machine(spec), { value } = machine.memory.place(word);
  for (const core of machine.cores.slice(0, cores)) {
    core.start((function* () {
      for (;;) {
        yield;
        core.fetchAdd(value, 1);
      }
    })());
  }
  machine.run(200_000);
  return 200_000 / machine.memory.words[value >>> 2]!;
}

for (const [preset, cycles] of [[opteron16, 125], [epyc64, 80]] as const) {
  const near = pipe(preset, withChips(1), withLatency("remoteCache", cycles));
  const far = pipe(preset, withChips(1), withLatency("remoteCache", 2 * cycles));
  for (const cores of [2, 3, 4]) {
    Deno.test(`On one chip of ${preset.name}, ${cores} cores add by more than 60 % slower over twice the distance`, () => {
      assert.ok(cyclesAnAddition(far, cores) > 1.6 * cyclesAnAddition(near, cores));
    });
  }
  Deno.test(`On one chip of ${preset.name}, two cores that add are as costly as four`, () => {
    const ratio = cyclesAnAddition(near, 2) / cyclesAnAddition(near, 4);
    assert.ok(Math.abs(ratio - 1) < 0.05, `${ratio}`);
  });
}
