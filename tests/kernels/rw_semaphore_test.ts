/** Linux's read-write semaphore: writers alone, readers together, first come first served. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Core, DeadlockError, int32, Machine, opteron16, type Program, struct } from "corey-lab";
import { RwSemaphore } from "../../lib/kernels/linux/rw_semaphore.ts";

const semaphoreStruct = struct("sem", { activity: int32, wait_lock: int32 });

interface Round {
  readonly write: boolean;
  readonly outside: number;
  readonly inside: number;
}

/** Who asked when, in order, and was inside from when to when. */
interface Stay extends Round {
  readonly core: number;
  readonly asked: number;
  readonly from: number;
  readonly until: number;
}

const cycles = fc.oneof(fc.nat(30), fc.nat(1000), fc.nat(10_000));
const round = fc.record({ write: fc.boolean(), outside: cycles, inside: cycles });
const work = fc.array(fc.array(round, { maxLength: 8, size: "max" }), {
  minLength: 1,
  maxLength: 16,
  size: "max",
});

function place() {
  const machine = new Machine(opteron16), { activity, wait_lock } = machine.memory.place(semaphoreStruct);
  return { machine, activity, semaphore: new RwSemaphore(machine, activity, wait_lock) };
}

/** Core i does what `work[i]` says; cores are taken from all four chips in turn. */
function run(work: readonly (readonly Round[])[]): Stay[] {
  const { machine, activity, semaphore } = place(), stays: Stay[] = [];
  let readers = 0, writers = 0, asked = 0;
  /** Asks, and notes its number in the order in which cores get to the wait lock's queue. */
  const ask = function* (acquire: Program): Program<number> {
    acquire.next(); // up to the yield before the first atomic
    yield;
    const number = asked++;
    yield* acquire;
    return number;
  };
  const program = function* (core: Core, rounds: readonly Round[]): Program {
    for (const round of rounds) {
      core.compute(round.outside);
      const asked = yield* ask(round.write ? semaphore.acquireWrite(core) : semaphore.acquireRead(core));
      if (round.write) writers++;
      else readers++;
      assert.ok(writers === 0 || (writers === 1 && readers === 0), `${readers} read, ${writers} write`);
      const from = core.now;
      core.compute(round.inside);
      yield;
      if (round.write) writers--;
      else readers--;
      stays.push({ ...round, core: core.number, asked, from, until: core.now });
      yield* round.write ? semaphore.releaseWrite(core) : semaphore.releaseRead(core);
    }
  };
  work.forEach((rounds, i) => {
    const core = machine.cores[(i % 4) * 4 + (i >> 2)]!;
    core.start(program(core, rounds));
  });
  machine.run();
  assert.equal(machine.memory.words[activity / 4], 0, "it is free at the end");
  return stays.toSorted((a, b) => a.asked - b.asked);
}

Deno.test("RwSemaphore keeps every writer alone, and loses no wake-up: everyone is served", () => {
  fc.assert(
    fc.property(work, (work) => {
      const stays = run(work);
      assert.equal(stays.length, work.flat().length);
      for (const writer of stays.filter(({ write }) => write)) {
        const others = stays.filter((stay) =>
          stay !== writer && stay.from < writer.until && writer.from < stay.until
        );
        assert.deepEqual(others, [], "nobody is inside while a writer is");
      }
    }),
    { numRuns: 150 },
  );
});

Deno.test("RwSemaphore starves nobody: a writer comes after all who asked before it, and before all who asked after it", () => {
  fc.assert(
    fc.property(work, (work) => {
      const stays = run(work);
      stays.forEach((writer, place) => {
        if (!writer.write) return;
        for (const before of stays.slice(0, place)) assert.ok(before.until <= writer.from);
        for (const after of stays.slice(place + 1)) assert.ok(after.from >= writer.until);
      });
    }),
    { numRuns: 100 },
  );
});

Deno.test("RwSemaphore lets a writer in although fifteen readers come again and again", () => {
  const { machine, semaphore } = place(), writer = machine.cores[0]!;
  let writesAt = Infinity, readsMeanwhile = 0;
  writer.start((function* () {
    writer.compute(20_000);
    yield* semaphore.acquireWrite(writer);
    writesAt = writer.now;
    yield* semaphore.releaseWrite(writer);
  })());
  for (const core of machine.cores.slice(1)) {
    core.start((function* () {
      for (;;) {
        yield* semaphore.acquireRead(core);
        if (core.now > 20_000 && writesAt === Infinity) readsMeanwhile++;
        core.compute(3000 + 100 * core.number);
        yield* semaphore.releaseRead(core);
      }
    })());
  }
  machine.run(300_000);
  assert.ok(writesAt < Infinity);
  // Each core may read once before the writer is in the queue, and once because it asked before.
  assert.ok(readsMeanwhile <= 30, `${readsMeanwhile} reads went first`);
});

Deno.test("RwSemaphore lets readers in together, and wakes together those that a writer kept out", () => {
  const reading: Round = { write: false, outside: 20_000, inside: 40_000 };
  const writing: Round = { write: true, outside: 0, inside: 60_000 };
  for (const work of [new Array(16).fill([reading]), [[writing], ...new Array(15).fill([reading])]]) {
    const readers = run(work).filter(({ write }) => !write);
    const last = Math.max(...readers.map(({ from }) => from)),
      first = Math.min(...readers.map(({ until }) => until));
    assert.ok(last < first, "all are inside at some time");
  }
});

Deno.test("RwSemaphore costs who has to wait a context switch, and who need not none", () => {
  const switching = 2500;
  const [alone] = run([[{ write: true, outside: 0, inside: 0 }]]);
  assert.ok(alone!.from < switching);
  const [, waiter] = run([
    [{ write: true, outside: 0, inside: 10_000 }],
    [{ write: true, outside: 1000, inside: 0 }],
  ]);
  assert.ok(waiter!.from >= 10_000 + switching && waiter!.from < 10_000 + switching + 2000);
});

Deno.test("RwSemaphore gives the same outcome every time", () => {
  fc.assert(fc.property(work, (work) => assert.deepEqual(run(work), run(work))), { numRuns: 30 });
});

Deno.test("RwSemaphore throws when a core gives back what it does not have, and names semaphore and holder", () => {
  for (
    const release of [
      (semaphore: RwSemaphore, core: Core) => semaphore.releaseWrite(core),
      (semaphore: RwSemaphore, core: Core) => semaphore.releaseRead(core),
    ]
  ) {
    const { machine, semaphore } = place(), [one, two] = machine.cores as [Core, Core];
    one.start(semaphore.acquireWrite(one));
    two.start((function* () {
      two.compute(5000);
      yield* release(semaphore, two);
    })());
    assert.throws(() => machine.run(), /core 1 cannot release sem\.activity, which core 0 holds/);
  }
});

Deno.test("RwSemaphore that a writer never gives back leaves others in a deadlock, which names the holder", () => {
  const { machine, semaphore } = place(), [one, two, three] = machine.cores as [Core, Core, Core];
  one.start(semaphore.acquireWrite(one));
  two.start((function* () {
    two.compute(5000);
    yield* semaphore.acquireRead(two);
  })());
  three.start((function* () {
    three.compute(6000);
    yield* semaphore.acquireWrite(three);
  })());
  assert.throws(() => machine.run(), (error) => {
    assert.ok(error instanceof DeadlockError);
    assert.match(error.message, /core 1 .*waits for the semaphore sem\.activity/);
    assert.match(error.message, /core 2 .*waits for the semaphore sem\.activity/);
    assert.match(error.message, /core 0 holds sem\.activity/);
    return true;
  });
});
