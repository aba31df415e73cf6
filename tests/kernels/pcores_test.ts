/** Starting, interrupting and halting cores. */
import assert from "node:assert/strict";
import type { Program } from "corey-lab/sim";
import { type Core, int32, opteron16, struct } from "corey-lab/machine";
import { touchPage } from "corey-lab/kernels";
import { Corey, type Name, type PcoreContext } from "corey-lab/corey";
import { card } from "./card.ts";
import { entryOf, errorOf, fourCores } from "./four_cores.ts";
import { slow } from "../slow.ts";

const HERTZ = opteron16.clockHertz.value;

/**
 * Two cores that run, with a share for both; and a third, with a range, that the first has allocated but not
 * started.
 */
function boot() {
  const { machine, cores, run } = fourCores(), [one, , three] = cores;
  const kernel = new Corey(machine, { running: cores.slice(0, 2), drivers: [card(machine, "card")] });
  const common = kernel.bootShare(cores.slice(0, 2));
  const pcore = run(one, kernel.pcoreAlloc(one, common, { core: three.number }));
  const range = run(one, kernel.arAlloc(one, common));
  const start = (context: Omit<PcoreContext, "range">) => kernel.pcoreRun(one, pcore, { range, ...context });
  return { machine, kernel, cores, run, common, pcore, range, start };
}

/** What is in use. */
function inUse({ records, lists, tables }: Corey): readonly number[] {
  return [...records.inUse(), lists.inUse, tables.inUse];
}

/** A program that does not end by itself. */
function* forever(core: Core): Program {
  for (;;) {
    core.compute(100);
    yield;
  }
}

Deno.test("locality_get says on which chip each core is, and how far each chip's memory", () => {
  const { machine, kernel, cores: [core], run } = boot();
  const { chipOf, memoryCycles } = run(core, kernel.localityGet(core)), { dram } = machine.memory.demand;
  assert.deepEqual(chipOf, [0, 0, 1, 1]);
  assert.deepEqual(memoryCycles, [[dram[0], dram[1]], [dram[1], dram[0]]]);
});

Deno.test("pcore_run gives the program a root share with its core, its range and the shares passed, and touches its stack", () => {
  const { kernel, cores: [one, two, three], run, common, pcore, range, start } = boot();
  const passed = run(one, kernel.shareAlloc(one, common)), before = inUse(kernel);
  const segment = run(one, kernel.segmentAlloc(one, common, { pages: 2 }));
  run(one, kernel.arSetSeg(one, range, 7, segment));
  let self: Name | undefined, held: string[] = [];
  const program = function* (core: Core): Program {
    assert.equal(core, three);
    self = yield* kernel.pcoreCurrent(core);
    assert.ok(entryOf(core, 8)?.writable, "the stack is there");
    held = kernel.contextOf(core).share.table.objects.map(String).sort();
    yield* kernel.shareAddobj(core, passed.object, self);
    // It cannot name what it cannot reach, even if it knows the ID.
    const far = function* (): Program<string> {
      try {
        return yield* kernel.objGetName(core, segment);
      } catch (error) {
        return (error as { reason: string }).reason;
      }
    };
    assert.equal(yield* far(), "ENOENT");
  };
  run(one, start({ program, shares: [passed], stack: 8 }));
  assert.deepEqual(
    held,
    [`address range ${range.object}`, `pcore ${pcore.object}`, `share ${passed.object}`].sort(),
  );
  assert.equal(self!.object, pcore.object);
  // The program has ended, and its root share with it; what it put into the passed share is there.
  assert.equal(run(two, kernel.objGetName(two, { share: passed.object, object: pcore.object })), "");
  run(one, kernel.shareDelobj(one, { share: passed.object, object: pcore.object }));
  run(one, kernel.arClear(one, range, 7));
  run(one, kernel.shareDelobj(one, segment));
  assert.deepEqual(inUse(kernel), before);
});

Deno.test("pcore_run refuses a core that runs, and a range in which one runs or is about to; both can be used again", () => {
  const { machine, kernel, cores: [one, two, three, four], run, common, pcore, range, start } = boot();
  const other = run(two, kernel.pcoreAlloc(two, common, { core: four.number }));
  const elsewhere = run(two, kernel.arAlloc(two, common)), before = inUse(kernel);
  const quick = function* (core: Core): Program {
    core.compute(20_000);
    yield;
  };
  run(
    one,
    (function* () {
      yield* start({ program: quick });
      // It has been sent for, but is not there yet.
      for (const [which, where] of [[pcore, elsewhere], [other, range]] as const) {
        try {
          yield* kernel.pcoreRun(one, which, { program: quick, range: where });
          assert.fail("both are in use");
        } catch (error) {
          assert.equal((error as { reason: string }).reason, "EBUSY");
        }
      }
    })(),
  );
  assert.deepEqual(inUse(kernel), before);
  let roots: number[] = [];
  for (let round = 0; round < 2; round++) {
    run(
      one,
      start({
        *program(core: Core) {
          roots = [...roots, kernel.rootShare(core)];
          yield* quick(core);
        },
      }),
    );
  }
  assert.equal(new Set(roots).size, 2, "each has a root share of its own");
  run(two, kernel.pcoreRun(two, other, { program: quick, range }));
  assert.deepEqual(inUse(kernel), before);
  assert.equal(three.mmu.root, undefined);
  run(one, kernel.arSetAr(one, elsewhere, 0, range, { pages: 512 }));
  const error = errorOf(() => run(one, start({ program: quick })));
  assert.equal(
    error.message,
    `pcore_run: EINVAL, address range ${range.object} is mapped in another, so it cannot be private`,
  );
  assert.equal(machine.cores[2]!.mmu.root, undefined);
});

Deno.test("pcore_set_interval interrupts a core so often a second, from the call on, until it is set anew or the core halts", () => {
  const { machine, kernel, cores: [one, , three], run, pcore, start } = boot();
  const ticks: number[] = [];
  const during = (cycles: number): number => {
    const before = ticks.length;
    machine.run(three.now + cycles);
    return ticks.length - before;
  };
  // A first rate under which nothing would happen for a second.
  run(one, kernel.pcoreSetInterval(one, pcore, 1));
  one.start(start({ program: forever, onInterval: (core) => ticks.push(core.number) }));
  assert.equal(during(1e6), 0);
  for (const hertz of [10_000, 100_000, 2000]) {
    one.now = three.now;
    one.start(kernel.pcoreSetInterval(one, pcore, hertz));
    const expected = 5e6 * hertz / HERTZ, count = during(5e6);
    assert.ok(Math.abs(count - expected) <= 1, `${count} ticks at ${hertz} Hz, expected ${expected}`);
  }
  one.now = three.now;
  one.start(kernel.pcoreSetInterval(one, pcore, 0));
  during(1e4);
  assert.equal(during(1e7), 0);
  one.now = three.now;
  one.start((function* () {
    yield* kernel.pcoreSetInterval(one, pcore, 50_000);
    yield* kernel.pcoreHalt(one, pcore);
  })());
  const before = ticks.length;
  machine.run();
  assert.ok(ticks.length - before <= 1, "none when it has halted");
  assert.ok(ticks.every((core) => core === three.number));
});

Deno.test("pcore_set_interval refuses what is no rate, and a rate that would leave the core no time", () => {
  const { kernel, cores: [one], run, pcore } = boot(), { interrupt } = opteron16;
  for (const hertz of [-1, NaN, Infinity, HERTZ / interrupt.trapCycles.value, HERTZ]) {
    const error = errorOf(() => run(one, kernel.pcoreSetInterval(one, pcore, hertz)));
    assert.equal(error.reason, "EINVAL");
    assert.ok(error.message.includes(`${hertz} times`), error.message);
  }
});

Deno.test("An interrupt of the timer takes time from what the core does", () => {
  const spent = [0, 20_000].map((hertz) => {
    const { kernel, cores: [one], run, pcore, start } = boot();
    let cycles = 0;
    run(one, kernel.pcoreSetInterval(one, pcore, hertz));
    run(
      one,
      start({
        *program(core: Core) {
          const begin = core.now;
          for (let i = 0; i < 10_000; i++) {
            core.compute(100);
            yield;
          }
          cycles = core.now - begin;
        },
      }),
    );
    return cycles;
  });
  const ticks = Math.floor(spent[1]! * 20_000 / HERTZ);
  const each = (spent[1]! - spent[0]!) / opteron16.interrupt.trapCycles.value;
  assert.equal(spent[0], 1e6);
  assert.ok(Math.abs(each - ticks) <= 1, `${each} interrupts' time for ${ticks} ticks`);
});

/**
 * Starts a program on the third core, halts it so many cycles later, and asserts that nothing is left of it.
 */
function haltAfter(
  delay: number,
  programOf: (system: ReturnType<typeof boot>) => (core: Core) => Program,
): void {
  const system = boot(), { machine, kernel, cores: [one, two, three], run, common, pcore } = system;
  const before = inUse(kernel), program = programOf(system);
  let halted = Infinity;
  one.start((function* () {
    yield* system.start({
      *program(core: Core) {
        yield* program(core);
        assert.fail("nobody goes on after pcore_halt");
      },
      shares: [{ share: common, object: common }],
    });
    one.compute(delay);
    yield;
    yield* kernel.pcoreHalt(one, pcore);
    halted = one.now;
  })());
  // A second core keeps the common share busy.
  two.now = one.now;
  two.start((function* () {
    for (let i = 0; i < 40; i++) {
      yield* kernel.shareDelobj(two, yield* kernel.segmentAlloc(two, common, { pages: 1 }));
    }
  })());
  machine.run();
  assert.ok(halted < Infinity);
  assert.deepEqual(machine.memory.heldLocks.list(), [], `delay ${delay}`);
  assert.equal(kernel.isInside(three), false);
  assert.equal(three.mmu.root, undefined);
  assert.equal(errorOf(() => run(one, kernel.pcoreHalt(one, pcore))).reason, "EIDLE");
  // What the program has put into the common share and into its range is still there.
  for (const { start } of run(one, kernel.arGet(one, system.range))) {
    run(one, kernel.arClear(one, system.range, start));
  }
  for (const { object } of run(one, contents(kernel, one, common))) {
    if (object === pcore.object || object === system.range.object) continue;
    run(one, kernel.shareDelobj(one, { share: common, object }));
  }
  assert.deepEqual(inUse(kernel), before, `delay ${delay}`);
  // The core is as good as new.
  let again = 0;
  run(
    one,
    system.start({
      *program() {
        yield;
        again++;
      },
    }),
  );
  assert.equal(again, 1);
}

/** The names of what a share holds. */
function* contents(kernel: Corey, core: Core, share: number): Program<Name[]> {
  yield;
  const found = kernel.contextOf(core).share.table.objects.find(({ id }) => id === share)!;
  assert.equal(found.type, "share");
  const { table } = found as unknown as { table: { objects: readonly { id: number }[] } };
  return table.objects.map(({ id }) => ({ share, object: id }));
}

slow(
  "pcore_halt stops a core in whatever it does, at whatever moment: in calls it ends the call first",
  () => {
    // It arrives, makes objects, waits for the lock of a share that others use, takes page faults, and
    // computes.
    const busy = ({ kernel, common }: ReturnType<typeof boot>) =>
      function* (core: Core): Program {
        const root = kernel.rootShare(core);
        for (let page = 0;; page++) {
          const segment = yield* kernel.segmentAlloc(core, page % 2 ? root : common, { pages: 1 });
          yield* kernel.arSetSeg(core, kernel.rootRange(core), page, segment);
          yield* kernel.fault(core, page, "write");
          yield* kernel.arClear(core, kernel.rootRange(core), page);
          yield* kernel.shareAlloc(core, root, { scope: "private" });
          core.compute(500);
          yield;
        }
      };
    for (let delay = 0; delay < 40_000; delay += 331) haltAfter(delay, busy);
  },
);

Deno.test("pcore_halt wakes a core that is asleep", () => {
  const asleep = ({ machine }: ReturnType<typeof boot>) => {
    const { word } = machine.memory.place(struct("word", { word: int32 }));
    return function* (core: Core): Program {
      yield core.spinUntil(word, (value) => value === 1);
    };
  };
  for (const delay of [0, 5000, 100_000]) haltAfter(delay, asleep);
});

Deno.test("pcore_halt by the core itself ends what it does, also in the midst of others' calls", () => {
  const { machine, kernel, cores: [one, two, three], common, pcore, start } = boot(), before = inUse(kernel);
  one.start(start({
    *program(core: Core) {
      yield* kernel.segmentAlloc(core, kernel.rootShare(core), { pages: 3 });
      yield* kernel.pcoreHalt(core, yield* kernel.pcoreCurrent(core));
      assert.fail("it has halted");
    },
    shares: [{ share: common, object: common }],
  }));
  two.start((function* () {
    for (let i = 0; i < 30; i++) yield* kernel.objGetName(two, pcore);
  })());
  machine.run();
  assert.equal(three.mmu.root, undefined);
  assert.deepEqual(inUse(kernel), before);
});

Deno.test("pcore_halt ends a kernel core; one without devices cannot be started", () => {
  const { machine, kernel, cores: [one, , three], run, common, pcore, start } = boot();
  assert.match(
    errorOf(() => run(one, start({ kernelCore: true }))).message,
    /EINVAL, pcore \d+ has no devices/,
  );
  const device = run(one, kernel.deviceAlloc(one, common, { name: "card" }));
  run(one, kernel.pcoreAddDevice(one, pcore, device));
  const before = inUse(kernel);
  run(one, start({ kernelCore: true }));
  assert.ok(three.asleep, "it has nothing to do");
  run(one, kernel.pcoreHalt(one, pcore));
  machine.run();
  assert.deepEqual(inUse(kernel), before);
  // It keeps the device, and the device the segment that it was fed.
  const segment = run(one, kernel.segmentAlloc(one, common, { pages: 1 }));
  run(one, kernel.deviceBuf(one, device, segment, 0, "receive"));
  for (const name of [device, segment]) run(one, kernel.shareDelobj(one, name));
  assert.equal(
    errorOf(() => run(one, kernel.deviceAlloc(one, common, { name: "card" }))).reason,
    "EBUSY",
  );
  run(one, kernel.shareDelobj(one, pcore));
  run(one, kernel.deviceAlloc(one, common, { name: "card" }));
  run(one, kernel.pcoreAlloc(one, common, { core: three.number }));
});

Deno.test("Shares lead to no share twice over, stay private if they are, and a root share cannot be dropped", () => {
  const { kernel, cores: [one, two], run, common } = boot(), root = kernel.rootShare(one);
  const outer = run(one, kernel.shareAlloc(one, common)),
    inner = run(one, kernel.shareAlloc(one, outer.object));
  const said = (core: Core, program: Program<unknown>) => errorOf(() => run(core, program)).message;
  assert.equal(
    said(one, kernel.shareAddobj(one, inner.object, outer)),
    `share_addobj: ELOOP, share ${outer.object} leads to share ${inner.object} already`,
  );
  assert.equal(
    said(one, kernel.shareAddobj(one, root, { share: root, object: root })),
    `share_addobj: ELOOP, share ${root} leads to share ${root} already`,
  );
  const own = run(one, kernel.shareAlloc(one, root, { scope: "private" }));
  assert.equal(
    said(one, kernel.shareAddobj(one, common, own)),
    `share_addobj: EACCES, share ${own.object} is private to core 0, share ${common} is not`,
  );
  assert.match(said(one, kernel.shareAddobj(one, common, { share: root, object: root })), /EACCES/);
  for (const id of [own.object, root]) {
    assert.equal(
      said(two, kernel.segmentAlloc(two, id, { pages: 1 })),
      `segment_alloc: ENOENT, core 1 reaches no share ${id}`,
    );
  }
  assert.equal(
    said(one, kernel.selfDrop(one, root)),
    `self_drop: ENOENT, share ${root} holds no object ${root}`,
  );
  // A core that drops its way to the others keeps its own.
  run(one, kernel.selfDrop(one, common));
  assert.equal(
    said(one, kernel.objGetName(one, outer)),
    `obj_get_name: ENOENT, core 0 reaches no share ${common}`,
  );
  assert.equal(run(two, kernel.objGetName(two, outer)), "");
  run(one, kernel.segmentAlloc(one, own.object, { pages: 1 }));
});

Deno.test("pcore_run refuses a stack where the range maps nothing, and leaves the core idle", () => {
  const { kernel, cores: [one], run, common, range, start } = boot();
  const segment = run(one, kernel.segmentAlloc(one, common, { pages: 2 }));
  run(one, kernel.arSetSeg(one, range, 7, segment));
  const program = function* (): Program {};
  for (const stack of [0, 9, 10 ** 6]) {
    assert.equal(errorOf(() => run(one, start({ program, stack }))).reason, "EFAULT");
  }
  run(one, start({ program, stack: 7 }));
});

Deno.test("pcore_set_interval on a core that came up running lets the run end when the core's program has ended", () => {
  const { kernel, cores: [one], run } = boot();
  run(one, kernel.pcoreSetInterval(one, run(one, kernel.pcoreCurrent(one)), 1000));
});

Deno.test("a record that held a segment serves as that of a shared share", () => {
  const { kernel, cores: [one, two], run, common } = boot(), root = kernel.rootShare(one);
  for (let i = 0; i < 3; i++) {
    const segment = run(one, kernel.segmentAlloc(one, root, { pages: 1 }));
    run(one, kernel.arSetSeg(one, kernel.rootRange(one), 0, segment));
    run(one, touchPage(kernel, one, 0, "write"));
    run(one, kernel.arClear(one, kernel.rootRange(one), 0));
    run(one, kernel.shareDelobj(one, segment));
    const share = run(one, kernel.shareAlloc(one, common)),
      inner = run(two, kernel.segmentAlloc(two, share.object, { pages: 1 }));
    run(one, kernel.shareDelobj(one, inner));
    run(two, kernel.shareDelobj(two, share));
  }
});
