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
  totals,
  withChips,
  withInterconnect,
  withLatency,
  xeon8176x8,
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

for (const [preset, cycles] of [[opteron16, 125], [xeon8176x8, 100]] as const) {
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

Deno.test("Where requests are blocked until a line is acknowledged, it goes on once a transfer, and stays for half of it", () => {
  const cycles = 80, machine = new Machine(pipe(epyc64, withChips(1), withLatency("remoteCache", cycles)));
  const { memory, cores } = machine, { value } = memory.place(word);
  for (const core of cores.slice(0, 4)) {
    core.start((function* () {
      for (;;) {
        yield;
        core.fetchAdd(value, 1);
      }
    })());
  }
  machine.run(200_000);
  const { sameChipTransfers } = totals(memory.counters), additions = memory.words[value >>> 2]!;
  assert.ok(Math.abs(200_000 / sameChipTransfers / cycles - 1) < 0.05, `${200_000 / sameChipTransfers}`);
  const each = Math.floor(cycles / 2 / epyc64.core.atomicCycles.value);
  assert.ok(
    Math.abs(additions / sameChipTransfers / each - 1) < 0.05,
    `${additions / sameChipTransfers}, ${each}`,
  );
});

Deno.test("A line stays on a chip for one message where its owner tells the home that it has sent it, else for two", () => {
  const spec = pipe(xeon8176x8, withChips(5), withInterconnect({ kind: "full" })),
    { home: { hears, ...home } } = spec;
  const additionsATransfer = (spec: MachineSpec) => {
    // Four cores add, each on a chip of its own, so that one's request is always at the home, on a fifth.
    const machine = new Machine(spec), { memory, cores } = machine, { value } = memory.place(word, 4);
    for (const core of [0, 28, 56, 84].map((number) => cores[number]!)) {
      core.start((function* () {
        for (;;) {
          yield;
          core.fetchAdd(value, 1);
        }
      })());
    }
    machine.run(200_000);
    const { atomics, remoteTransfers } = totals(memory.counters);
    return atomics / remoteTransfers;
  };
  // Distance adds 312 - 100 cycles, three messages; an addition takes 10.
  const message = (312 - 100) / 3 / spec.core.atomicCycles.value;
  assert.equal(hears!.kind, "from who had the line");
  assert.ok(Math.abs(additionsATransfer(spec) - message) < 1, `${additionsATransfer(spec)}, ${message}`);
  const toldLate = additionsATransfer({ ...spec, home });
  assert.ok(Math.abs(toldLate - 2 * message) < 1, `${toldLate}, ${2 * message}`);
});
