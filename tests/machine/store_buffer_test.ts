/** Plain stores that wait for their lines behind the program, on a machine with room for two of them. */
import assert from "node:assert/strict";
import {
  type Core,
  int32,
  lineAligned,
  Machine,
  NetworkDevice,
  opteron16,
  Source,
  struct,
} from "corey-lab/machine";
import { at } from "./at.ts";
import { unbuffered } from "./unbuffered.ts";

const lines = struct("lines", { a: lineAligned(int32), b: lineAligned(int32), c: lineAligned(int32) });
const entries = { value: 2, unit: "entries", source: "assumed", sure: "R" } as const;

function fresh() {
  const machine = new Machine({ ...opteron16, core: { ...opteron16.core, storeBufferEntries: entries } });
  return { machine, core: machine.cores[0] as Core, word: machine.memory.place(lines) };
}

Deno.test("StoreBuffer lets the program go on while stores wait for their lines, until it is full", () => {
  const { machine, core, word } = fresh();
  // Memory has each line, 228 cycles away.
  assert.equal(at(machine, core, 0, () => core.store(word.a, 1)), 3);
  assert.equal(at(machine, core, 3, () => core.load(word.a)), 3, "a load sees it");
  assert.equal(at(machine, core, 6, () => core.store(word.a, 2)), 3, "the second place");
  assert.equal(at(machine, core, 9, () => core.store(word.b, 1)), 228 - 9, "until the first is written");
  assert.equal(at(machine, core, 228, () => core.store(word.c, 1)), 3, "the second was written at 229");
  assert.equal(at(machine, core, 231, () => core.store(word.c, 1)), 227 + 228 - 231, "b asked at 227");
});

Deno.test("StoreBuffer writes in the order of the program, even what could be written at once", () => {
  const { machine, core, word } = fresh();
  at(machine, core, 0, () => core.store(word.b, 0));
  at(machine, core, 1000, () => core.store(word.a, 1));
  assert.equal(at(machine, core, 1003, () => core.store(word.b, 1)), 3);
  assert.equal(at(machine, core, 1006, () => core.store(word.c, 1)), 1228 - 1006);
  assert.equal(at(machine, core, 1228, () => core.store(word.c, 1)), 3, "b was written at 1229");
});

Deno.test("StoreBuffer makes a load wait for the older of two stores, where only the only one is forwarded", () => {
  const storeForwarding = { kind: "the only one", source: "assumed" } as const;
  const core = { ...opteron16.core, storeBufferEntries: entries, storeForwarding };
  const machine = new Machine({ ...opteron16, core }), one = machine.cores[0] as Core;
  const word = machine.memory.place(lines);
  at(machine, one, 0, () => one.store(word.a, 1));
  assert.equal(at(machine, one, 3, () => one.load(word.a)), 3, "the only one");
  at(machine, one, 6, () => one.store(word.a, 2));
  assert.equal(at(machine, one, 9, () => one.load(word.a)), 228 + 3 - 9, "until the first is written");
  assert.equal(machine.memory.counters.stallCycles[0], 3 + 228 - 9);
});

Deno.test("StoreBuffer is drained by atomics", () => {
  const { machine, core, word } = fresh();
  at(machine, core, 0, () => core.store(word.b, 0));
  at(machine, core, 1000, () => core.store(word.a, 1));
  at(machine, core, 1003, () => core.fetchAdd(word.b, 1));
  assert.equal(core.now, 1228 + 17);
});

Deno.test("StoreBuffer is drained by what others wait for", () => {
  const { machine, core, word } = fresh();
  at(machine, core, 0, () => core.store(word.b, 0));
  at(machine, core, 1000, () => core.store(word.a, 1));
  assert.equal(at(machine, core, 1003, () => core.publish(word.b, 1)), 1229 - 1003);
});

Deno.test("StoreBuffer is drained before others are told in another way: by an interrupt, or a card's register", () => {
  const tells: readonly ((machine: Machine, core: Core) => void)[] = [
    (_, core) => core.fence(),
    ({ interrupts, cores }, core) => void interrupts.send(core, [cores[1]!], (_, start) => start),
    (machine, core) => void [...new NetworkDevice(machine).setTransmitTail(core, 0)],
  ];
  for (const tell of tells) {
    const { machine, core, word } = fresh();
    const alone = at(machine, core, 0, () => tell(machine, core));
    const cycles = at(machine, core, 10_000, () => {
      core.store(word.a, 1);
      tell(machine, core);
    });
    assert.equal(cycles, 228 + alone);
  }
});

Deno.test("A wait for the core's own stores is a stall on the last of them", () => {
  const told: unknown[] = [];
  const spec = { ...opteron16, core: { ...opteron16.core, storeBufferEntries: entries } };
  const observer = { drained: (event: unknown) => told.push(event), reset: () => {} };
  const machine = new Machine(spec, { observer }), core = machine.cores[0] as Core;
  const word = machine.memory.place(lines), { stallCycles, waitCycles } = machine.memory.counters;
  at(machine, core, 0, () => core.store(word.b, 0));
  at(machine, core, 1000, () => core.store(word.a, 1));
  at(machine, core, 1003, () => core.publish(word.b, 1));
  const span = { fromCycles: 1006, toCycles: 1229 };
  assert.deepEqual(told, [{
    core: 0,
    address: word.a,
    source: Source.Dram,
    from: 0,
    queueCycles: 0,
    ...span,
  }]);
  assert.equal(waitCycles[0], 0);
  assert.equal(stallCycles[0], 3 + 3 + 223);
});

Deno.test("A core without a store buffer waits for each store", () => {
  const machine = new Machine(unbuffered(opteron16)), core = machine.cores[0] as Core;
  const word = machine.memory.place(lines);
  assert.equal(at(machine, core, 0, () => core.store(word.a, 1)), 228);
});
