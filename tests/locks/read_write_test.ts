/** What every read-write lock has to do. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Core,
  DeadlockError,
  int32,
  Machine,
  opteron16,
  readWrite,
  type ReadWriteLockKind,
} from "corey-lab";
import { scalableReadWrite, struct } from "corey-lab";

const kinds: readonly ReadWriteLockKind[] = [readWrite, scalableReadWrite];
const locked = struct("locked", { lock: int32 });

interface Round {
  readonly write: boolean;
  readonly outside: number;
  readonly inside: number;
}

const cycles = fc.oneof(fc.nat(30), fc.nat(2000));
const round = fc.record({ write: fc.boolean(), outside: cycles, inside: cycles });
const work = fc.array(fc.array(round, { maxLength: 6, size: "max" }), {
  minLength: 1,
  maxLength: 16,
  size: "max",
});

/** Who was inside, from when to when. */
interface Stay extends Round {
  readonly core: number;
  readonly from: number;
  readonly until: number;
}

/** Core i does what `work[i]` says; cores are taken from all four chips in turn. */
function run(kind: ReadWriteLockKind, work: readonly (readonly Round[])[]): Stay[] {
  const machine = new Machine(opteron16), stays: Stay[] = [];
  const lock = kind.place(machine, machine.memory.place(locked).lock);
  let readers = 0, writers = 0;
  work.forEach((rounds, i) => {
    const core = machine.cores[(i % 4) * 4 + (i >> 2)]!;
    core.start((function* () {
      for (const round of rounds) {
        core.compute(round.outside);
        if (round.write) yield* lock.acquireWrite(core);
        else yield* lock.acquireRead(core);
        if (round.write) writers++;
        else readers++;
        assert.ok(
          writers === 0 || (writers === 1 && readers === 0),
          `${readers} readers, ${writers} writers`,
        );
        const from = core.now;
        core.compute(round.inside);
        yield;
        if (round.write) writers--;
        else readers--;
        stays.push({ ...round, core: core.number, from, until: core.now });
        if (round.write) yield* lock.releaseWrite(core);
        else yield* lock.releaseRead(core);
      }
    })());
  });
  machine.run();
  return stays;
}

function overlap(a: Stay, b: Stay): boolean {
  return a.from < b.until && b.from < a.until;
}

for (const kind of kinds) {
  Deno.test(`${kind.name} keeps every writer alone, and serves all requests`, () => {
    fc.assert(
      fc.property(work, (work) => {
        const stays = run(kind, work);
        assert.equal(stays.length, work.flat().length);
        for (const writer of stays.filter((stay) => stay.write)) {
          const others = stays.filter((stay) => stay !== writer && overlap(stay, writer));
          assert.deepEqual(others, [], "nobody is inside while a writer is");
        }
      }),
      { numRuns: 150 },
    );
  });

  Deno.test(`${kind.name} lets readers in together`, () => {
    const stays = run(kind, new Array(16).fill([{ write: false, outside: 0, inside: 20_000 }]));
    const last = Math.max(...stays.map((stay) => stay.from)),
      first = Math.min(...stays.map((stay) => stay.until));
    assert.ok(last < first, "all sixteen are inside at some time");
  });

  Deno.test(`${kind.name} gives the same outcome every time`, () => {
    fc.assert(fc.property(work, (work) => assert.deepEqual(run(kind, work), run(kind, work))), {
      numRuns: 30,
    });
  });

  Deno.test(`${kind.name} throws when a core that is not the writer ends writing, and names lock and writer`, () => {
    const machine = new Machine(opteron16), [one, two] = machine.cores as [Core, Core];
    const lock = kind.place(machine, machine.memory.place(locked).lock);
    one.start((function* () {
      yield* lock.acquireWrite(one);
      one.compute(10_000);
      yield;
    })());
    two.start((function* () {
      two.compute(5000);
      yield* lock.releaseWrite(two);
    })());
    assert.throws(() => machine.run(), /core 1 cannot release locked\.lock, which core 0 holds/);
  });

  Deno.test(`${kind.name} that a writer never releases leaves readers in a deadlock, which names the holder`, () => {
    const machine = new Machine(opteron16), [one, two] = machine.cores as [Core, Core];
    const lock = kind.place(machine, machine.memory.place(locked).lock);
    one.start(lock.acquireWrite(one));
    two.start((function* () {
      two.compute(5000);
      yield* lock.acquireRead(two);
    })());
    assert.throws(
      () => machine.run(),
      (error) =>
        error instanceof DeadlockError &&
        /core 1 .*waits for .*core 0 holds locked\.lock/.test(error.message),
    );
  });
}

/** Fifteen cores read over and over, each for 3000 cycles; one wants to write at cycle 20,000. When does it get to? */
function writerAmongReaders(
  kind: ReadWriteLockKind,
  untilCycles: number,
): { writesAt: number; readsMeanwhile: number } {
  const machine = new Machine(opteron16), lock = kind.place(machine, machine.memory.place(locked).lock);
  const writer = machine.cores[0]!;
  let writesAt = Infinity, readsMeanwhile = 0;
  writer.start((function* () {
    writer.compute(20_000);
    yield* lock.acquireWrite(writer);
    writesAt = writer.now;
    yield* lock.releaseWrite(writer);
  })());
  for (const core of machine.cores.slice(1)) {
    core.start((function* () {
      for (;;) {
        yield* lock.acquireRead(core);
        if (core.now > 20_000 && writesAt === Infinity) readsMeanwhile++;
        core.compute(3000 + 100 * core.number);
        yield* lock.releaseRead(core);
      }
    })());
  }
  machine.run(untilCycles);
  return { writesAt, readsMeanwhile };
}

Deno.test("scalable rwlock lets a writer in as soon as those before it are done, however many readers come after", () => {
  const { writesAt, readsMeanwhile } = writerAmongReaders(scalableReadWrite, 200_000);
  // Fifteen readers at most are inside or before it in the queue, none reads twice; all others are behind it.
  assert.ok(readsMeanwhile <= 15, `${readsMeanwhile} reads went first`);
  assert.ok(writesAt < 50_000, `it writes at ${writesAt}`);
});

Deno.test("rwlock lets readers that overlap starve a writer: Linux 2.6.25 does not queue", () => {
  const { writesAt } = writerAmongReaders(readWrite, 1_000_000);
  assert.equal(writesAt, Infinity);
});

Deno.test("scalable rwlock lets a writer in before readers that asked after it, and readers before a writer that did", () => {
  const machine = new Machine(opteron16), order: string[] = [];
  const lock = scalableReadWrite.place(machine, machine.memory.place(locked).lock);
  // One reader holds the lock from cycle 0 to about 20,000; the others ask 2000 cycles apart.
  "RrrWrrWW".split("").forEach((kind, i) => {
    const core = machine.cores[i]!;
    core.start((function* () {
      core.compute(2000 * i);
      if (kind === "W") yield* lock.acquireWrite(core);
      else yield* lock.acquireRead(core);
      order.push(`${kind}${i}`);
      core.compute(kind === "R" ? 20_000 : 5000);
      if (kind === "W") yield* lock.releaseWrite(core);
      else yield* lock.releaseRead(core);
    })());
  });
  machine.run();
  assert.deepEqual(order, ["R0", "r1", "r2", "W3", "r4", "r5", "W6", "W7"]);
});

for (const kind of kinds) {
  Deno.test(`${kind.name} throws when a core that does not read ends reading`, () => {
    const machine = new Machine(opteron16), core = machine.cores[0]!;
    const lock = kind.place(machine, machine.memory.place(locked).lock);
    core.start(lock.releaseRead(core));
    assert.throws(() => machine.run(), /core 0 cannot release locked\.lock/);
  });
}
