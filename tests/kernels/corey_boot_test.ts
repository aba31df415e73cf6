/** Booting: what is there before the machine runs, and that it has cost nothing. */
import assert from "node:assert/strict";
import { Machine, opteron16, pipe, withCoresPerChip } from "corey-lab/machine";
import { readWrite, scalableReadWrite } from "corey-lab/locks";
import { Corey } from "corey-lab/corey";

Deno.test("Corey boots at no cost: no core has moved, no cache holds a line, no lock was taken", () => {
  for (const shareLock of [undefined, readWrite, scalableReadWrite]) {
    const machine = new Machine(opteron16), { memory } = machine;
    const corey = new Corey(machine, shareLock ? { shareLock } : {});
    corey.bootShare(machine.cores, { ranges: true });
    assert.ok(machine.cores.every(({ now }) => now === 0));
    assert.ok(Object.values(memory.counters).every((perCore) => perCore.every((count) => count === 0)));
    assert.ok(memory.caches.l1.every((l1) => [...l1.lines()].length === 0));
    assert.equal(memory.heldLocks.taken, 0);
    const names = Array.from(
      { length: memory.layout.endAddress / 64 },
      (_, line) => memory.layout.lineName(line),
    );
    assert.ok(!names.some((name) => name.includes("node of core")), "nobody has queued for a lock");
  }
});

Deno.test("A booted core has a root share with itself and its root range, as one that pcore_run started", () => {
  const machine = new Machine(opteron16), [one, two] = machine.cores;
  const corey = new Corey(machine, { running: [one!] });
  machine.runOn(
    one!,
    (function* () {
      const pcore = yield* corey.pcoreAlloc(one!, corey.rootShare(one!), { core: 1 });
      const range = yield* corey.arAlloc(one!, corey.rootShare(one!));
      yield* corey.pcoreRun(one!, pcore, {
        range,
        program: function* (core) {
          const [booted, started] = [one!, core].map((core) => corey.contextOf(core).share.table.objects);
          assert.deepEqual(booted!.slice(0, 2).map(({ type }) => type), ["pcore", "address range"]);
          assert.deepEqual(started!.map(({ type }) => type), ["pcore", "address range"]);
        },
      });
    })(),
  );
  assert.equal(two!.idle, true);
});

Deno.test("bootShare() holds the root ranges of as many cores as there are: its table grows", () => {
  const machine = new Machine(pipe(opteron16, withCoresPerChip(70))), corey = new Corey(machine);
  const common = corey.bootShare(machine.cores, { ranges: true });
  const names = machine.cores.map((core) => ({ share: common, object: corey.rootRange(core).object }));
  const last = machine.cores.at(-1)!;
  for (const name of [names[0]!, names.at(-1)!]) {
    assert.deepEqual(machine.runOn(last, corey.arGet(last, name)), []);
  }
});
