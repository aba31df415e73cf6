/**
 * What every read-write lock has to do, whatever it is made of: writers alone, readers together, everyone
 * served, in order if it promises so. A new lock is one more call of `readWriteContract`.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { DeadlockError, type Program } from "corey-lab/sim";
import { type Core, int32, Machine, opteron16, struct } from "corey-lab/machine";
import type { ReadWriteLockKind } from "corey-lab/locks";
import { slow } from "../slow.ts";

/** A lock's word, and a second one for locks that take two. */
const locked = struct("locked", { lock: int32, second: int32 });

/** What a core does: for how long it computes before it asks, and inside. */
export interface Round {
  readonly write: boolean;
  readonly outside: number;
  readonly inside: number;
}

const cycles = fc.oneof(fc.nat(30), fc.nat(1000), fc.nat(10_000));
const round = fc.record({ write: fc.boolean(), outside: cycles, inside: cycles });
const work = fc.array(fc.array(round, { maxLength: 8, size: "max" }), {
  minLength: 1,
  maxLength: 16,
  size: "max",
});

/** The order in which a core asked, and from when to when it was inside. */
export interface Stay extends Round {
  readonly core: number;
  readonly asked: number;
  readonly from: number;
  readonly until: number;
}

/** A machine with one lock of a kind. */
export function placed(kind: ReadWriteLockKind) {
  const machine = new Machine(opteron16);
  return { machine, lock: kind.place(machine, machine.memory.place(locked).lock) };
}

/**
 * Core i does what `work[i]` says; cores are taken from all four chips in turn. In the order in which they
 * asked.
 */
export function run(kind: ReadWriteLockKind, work: readonly (readonly Round[])[]): Stay[] {
  const { machine, lock } = placed(kind), stays: Stay[] = [];
  let readers = 0, writers = 0, asked = 0;
  /** Asks, and notes its number in the order in which cores get to the first step that others can see. */
  const ask = function* (program: Program): Program<number> {
    const acquire = program[Symbol.iterator]();
    yield acquire.next().value; // up to the yield before the first atomic
    const number = asked++;
    yield* acquire;
    return number;
  };
  const program = function* (core: Core, rounds: readonly Round[]): Program {
    for (const round of rounds) {
      core.compute(round.outside);
      const asked = yield* ask(round.write ? lock.acquireWrite(core) : lock.acquireRead(core));
      if (round.write) writers++;
      else readers++;
      assert.ok(writers === 0 || (writers === 1 && readers === 0), `${readers} read, ${writers} write`);
      const from = core.now;
      core.compute(round.inside);
      yield;
      if (round.write) writers--;
      else readers--;
      stays.push({ ...round, core: core.number, asked, from, until: core.now });
      yield* round.write ? lock.releaseWrite(core) : lock.releaseRead(core);
    }
  };
  work.forEach((rounds, i) => {
    const core = machine.cores[(i % 4) * 4 + (i >> 2)]!;
    core.start(program(core, rounds));
  });
  machine.run();
  return stays.toSorted((a, b) => a.asked - b.asked);
}

function overlap(a: Stay, b: Stay): boolean {
  return a.from < b.until && b.from < a.until;
}

/**
 * Fifteen cores read over and over, each for 3000 cycles; one wants to write at cycle 20,000. When does it
 * get to?
 */
export function writerAmongReaders(
  kind: ReadWriteLockKind,
  untilCycles: number,
): { writesAt: number; readsMeanwhile: number } {
  const { machine, lock } = placed(kind);
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

/**
 * Registers the tests that a kind of read-write lock has to pass.
 *
 * @param inOrder it lets cores in, in the order in which they asked
 */
export function readWriteContract(kind: ReadWriteLockKind, inOrder: boolean): void {
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
    const stays = run(kind, new Array(16).fill([{ write: false, outside: 0, inside: 40_000 }]));
    const last = Math.max(...stays.map((stay) => stay.from)),
      first = Math.min(...stays.map((stay) => stay.until));
    assert.ok(last < first, "all sixteen are inside at some time");
  });

  slow(`${kind.name} gives the same outcome every time`, () => {
    fc.assert(fc.property(work, (work) => assert.deepEqual(run(kind, work), run(kind, work))), {
      numRuns: 30,
    });
  });

  Deno.test(`${kind.name} throws when a core that is not the writer ends writing, and names lock and writer`, () => {
    const { machine, lock } = placed(kind), [one, two] = machine.cores as [Core, Core];
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
    const { machine, lock } = placed(kind), [one, two] = machine.cores as [Core, Core];
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

  Deno.test(`${kind.name} throws when a core that only reads ends writing, or the writer ends reading`, () => {
    for (
      const [take, give, whose] of [["acquireRead", "releaseWrite", "cores 0 read under"], [
        "acquireWrite",
        "releaseRead",
        "core 0 holds",
      ]] as const
    ) {
      const { machine, lock } = placed(kind), core = machine.cores[0]!;
      core.start((function* () {
        yield* lock[take](core);
        yield* lock[give](core);
      })());
      assert.throws(() => machine.run(), new RegExp(`core 0 cannot release locked\\.lock, which ${whose}`));
    }
  });

  Deno.test(`${kind.name} whose program is made and not run is an error that names it`, () => {
    for (const verb of ["acquireRead", "releaseRead", "acquireWrite", "releaseWrite"] as const) {
      const { machine, lock } = placed(kind), core = machine.cores[0]!;
      core.start((function* () {
        lock[verb](core);
        yield;
      })());
      assert.throws(
        () => machine.run(),
        new RegExp(`core 0 made the program of .*${verb} and did not run it`),
      );
    }
  });

  Deno.test(`${kind.name} throws when a core that does not read ends reading`, () => {
    const { machine, lock } = placed(kind), core = machine.cores[0]!;
    core.start(lock.releaseRead(core));
    assert.throws(() => machine.run(), /core 0 cannot release locked\.lock/);
  });

  if (!inOrder) return;

  Deno.test(`${kind.name} starves nobody: a writer comes after all who asked before it, and before all who asked after it`, () => {
    fc.assert(
      fc.property(work, (work) => {
        const stays = run(kind, work);
        stays.forEach((writer, place) => {
          if (!writer.write) return;
          for (const before of stays.slice(0, place)) assert.ok(before.until <= writer.from);
          for (const after of stays.slice(place + 1)) assert.ok(after.from >= writer.until);
        });
      }),
      { numRuns: 100 },
    );
  });

  Deno.test(`${kind.name} lets a writer in although fifteen readers come again and again`, () => {
    const { writesAt, readsMeanwhile } = writerAmongReaders(kind, 300_000);
    assert.ok(writesAt < Infinity);
    // Each core may read once before the writer is in the queue, and once because it asked before.
    assert.ok(readsMeanwhile <= 30, `${readsMeanwhile} reads went first`);
  });

  Deno.test(`${kind.name} wakes together the readers that a writer kept out`, () => {
    const reading: Round = { write: false, outside: 20_000, inside: 40_000 };
    const readers = run(kind, [
      [{ write: true, outside: 0, inside: 60_000 }],
      ...new Array(15).fill([reading]),
    ]).filter(({ write }) => !write);
    const last = Math.max(...readers.map(({ from }) => from)),
      first = Math.min(...readers.map(({ until }) => until));
    assert.ok(last < first, "all are inside at some time");
  });
}
