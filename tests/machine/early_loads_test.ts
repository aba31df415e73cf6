/** A load of a word that others write, without a yield right before it: the run finds it if it is watched. */
import assert from "node:assert/strict";
import { type Core, int32, Lines, Machine, opteron16, RunRecorder, struct } from "corey-lab/machine";

const table = struct("table", { flag: int32, other: int32 });

/**
 * Core 0 computes for 1000 cycles and then looks at a word that core 1 publishes at cycle 500. What a watched
 * run says of it.
 */
function look(yieldsBefore: boolean, load: (core: Core, address: number) => unknown, order = [0, 1]) {
  const recorder = new RunRecorder(new Lines(64)),
    machine = new Machine(opteron16, { observer: recorder.observer });
  const [reader, writer] = order.map((core) => machine.cores[core]!) as [Core, Core];
  const { flag } = machine.memory.place(table);
  reader.start((function* () {
    reader.compute(1000);
    if (yieldsBefore) yield;
    load(reader, flag);
    yield;
  })());
  writer.start((function* () {
    writer.compute(500);
    yield;
    writer.publish(flag, 1);
  })());
  machine.run();
  return recorder.report(machine).earlyLoads;
}

Deno.test("A watched run reports a load that missed what another core wrote since the last yield", () => {
  const early = {
    core: 0,
    field: "table.flag",
    writer: 1,
    loadedAtCycles: 1000,
    writtenAtCycles: 500,
    loads: 1,
  };
  assert.deepEqual(look(false, (core, at) => core.load(at)), [early]);
});

Deno.test("A watched run reports a load that saw what another core is to write only later", () => {
  const recorder = new RunRecorder(new Lines(64)),
    machine = new Machine(opteron16, { observer: recorder.observer });
  const [hasty, reader] = machine.cores as [Core, Core], { flag } = machine.memory.place(table);
  hasty.start((function* () {
    hasty.compute(5000);
    hasty.store(flag, 1); // In a step that begins at cycle 0, before the reader's.
    yield;
  })());
  reader.start((function* () {
    reader.compute(100);
    assert.equal(reader.load(flag), 1, "at cycle 100 it finds what is written at 5000");
    yield;
  })());
  machine.run();
  const [{ core, writer, writtenAtCycles }] = recorder.report(machine).earlyLoads as [Record<string, number>];
  assert.deepEqual([core, writer, writtenAtCycles], [1, 0, 5000]);
});

Deno.test("A watched run reports no load right after a yield, of an own word, or that waits", () => {
  assert.deepEqual(look(true, (core, at) => core.load(at)), []);
  assert.deepEqual(look(false, (core, at) => core.load(at + 4)), [], "another word of the line");
  assert.deepEqual(look(true, (core, at) => core.fetchAdd(at, 1)), []);
});
