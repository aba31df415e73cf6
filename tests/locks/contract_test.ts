import assert from "node:assert/strict";
import { type Core, int32, Machine, opteron16, struct } from "corey-lab/machine";
import {
  type LockKind,
  lockKinds,
  lockNames,
  mcs,
  perfectReadWrite,
  readWrite,
  scalableReadWrite,
  ticket,
  writersOf,
} from "corey-lab/locks";
import { lockContract } from "./contract.ts";

const kinds: readonly LockKind[] = [
  ...lockNames.map((name) => lockKinds[name]),
  writersOf(readWrite),
  { ...writersOf(scalableReadWrite), fair: true }, // its queue serves writers among themselves in order
  { ...writersOf(perfectReadWrite), fair: true },
];
for (const kind of kinds) lockContract(kind);

Deno.test("lockKinds names each lock by its own name", () => {
  for (const name of lockNames) assert.equal(lockKinds[name].name, name);
  assert.deepEqual(Object.keys(lockKinds), [...lockNames]);
});

// From the paper, which the path lengths are set to: 11 and 26 ns at 2.0 GHz.
for (const [kind, cycles] of [[ticket, 22], [mcs, 52]] as const) {
  Deno.test(`${kind.name} lock takes one core ${cycles} cycles to acquire and release, when warm and alone`, () => {
    const machine = new Machine(opteron16), core = machine.cores[0]!;
    const lock = kind.place(machine, machine.memory.place(struct("locked", { lock: int32 })).lock);
    let start = 0;
    core.start((function* () {
      for (let i = 0; i < 3; i++) {
        start = core.now;
        yield* lock.acquire(core);
        yield* lock.release(core);
      }
    })());
    machine.run();
    assert.equal(core.now - start, cycles);
  });
}

Deno.test("ticket lock goes on when its 16-bit tickets wrap around", () => {
  const machine = new Machine(opteron16),
    { lock: word } = machine.memory.place(struct("locked", { lock: int32 }));
  const lock = ticket.place(machine, word);
  machine.memory.initialise(word, (0xfffd << 16) | 0xfffd);
  let inside = 0, served = 0;
  const program = function* (core: Core) {
    for (let i = 0; i < 4; i++) {
      yield* lock.acquire(core);
      assert.equal(++inside, 1);
      core.compute(100);
      yield;
      inside--;
      served++;
      yield* lock.release(core);
    }
  };
  for (const core of machine.cores) core.start(program(core));
  machine.run();
  assert.equal(served, 64);
  const end = (0xfffd + 64) & 0xffff;
  assert.equal(machine.memory.words[word / 4], (end << 16) | end);
});
