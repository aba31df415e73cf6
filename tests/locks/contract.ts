/**
 * What every mutual-exclusion lock has to do, whatever it is made of: one holder at a time, everyone served,
 * in order if it promises so, for any scenario; and the trials that homework puts a student's lock to
 * (`lib/homework/lock_trials.ts`). A new lock is one more line in the list of `contract_test.ts`.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { DeadlockError, type Program } from "corey-lab/sim";
import {
  type Core,
  int32,
  Machine,
  opteron16,
  pipe,
  struct,
  totals,
  withChips,
  withCoresPerChip,
} from "corey-lab/machine";
import { type Lock, type LockKind, mcs } from "corey-lab/locks";
import { lockTrials } from "corey-lab/homework";
import { slow } from "../slow.ts";

/** A lock's word, and a second one for locks that take two. */
const locked = struct("locked", { lock: int32, second: int32 });
const counter = struct("counter", { value: int32 });

/** What a core does: before each acquire and inside it computes for so long. */
interface Round {
  readonly outside: number;
  readonly inside: number;
}

/** A machine of 1 to 4 chips of 1 to 4 cores each, and what each core does. */
const scenario = fc.record({
  chips: fc.integer({ min: 1, max: 4 }),
  coresPerChip: fc.integer({ min: 1, max: 4 }),
})
  .chain(({ chips, coresPerChip }) => {
    const cycles = fc.oneof(fc.nat(30), fc.nat(2000));
    const rounds = fc.array(fc.record({ outside: cycles, inside: cycles }), { maxLength: 6, size: "max" });
    const cores = chips * coresPerChip;
    return fc.record({
      chips: fc.constant(chips),
      coresPerChip: fc.constant(coresPerChip),
      work: fc.array(rounds, { minLength: cores, maxLength: cores, size: "max" }),
    });
  });

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

/** Who was inside, from when to when, in the order in which they came in. */
export interface Stay {
  readonly core: number;
  readonly from: number;
  until: number;
}

/** Asserts that nobody was inside while somebody else was, in simulated time. */
export function assertAlone(stays: readonly Stay[]): void {
  const inOrder = stays.toSorted((a, b) => a.from - b.from);
  inOrder.slice(1).forEach((stay, i) => {
    const before = inOrder[i]!;
    assert.ok(
      stay.from >= before.until,
      `core ${stay.core} came in at ${stay.from}, core ${before.core} left at ${before.until}`,
    );
  });
}

/**
 * Acquires a lock, and notes who asks in the order in which cores get to the first step that others can see.
 */
export function* acquireInTurn(lock: Lock, core: Core, asked: number[]): Program {
  const acquire = lock.acquire(core)[Symbol.iterator]();
  yield acquire.next().value; // up to the yield before the first atomic
  asked.push(core.number);
  yield* acquire;
}

/**
 * Runs a scenario: every core increments a counter in memory inside the lock, with a yield between load and
 * store.
 */
function runScenario(kind: LockKind, { chips, coresPerChip, work }: Scenario) {
  const machine = new Machine(pipe(opteron16, withChips(chips), withCoresPerChip(coresPerChip)));
  const lock = kind.place(machine, machine.memory.place(locked).lock),
    { value } = machine.memory.place(counter);
  const stays: Stay[] = [], asked: number[] = [], served: number[] = [];
  let inside = 0;
  const program = function* (core: Core, rounds: readonly Round[]) {
    for (const round of rounds) {
      core.compute(round.outside);
      yield* acquireInTurn(lock, core, asked);
      assert.equal(++inside, 1, "nobody else is inside");
      served.push(core.number);
      const stay = { core: core.number, from: core.now, until: NaN };
      stays.push(stay);
      const before = core.load(value);
      core.compute(round.inside);
      yield;
      core.store(value, before + 1);
      inside--;
      stay.until = core.now;
      yield* lock.release(core);
    }
  };
  for (const core of machine.cores) core.start(program(core, work[core.number]!));
  machine.run();
  const clocks = machine.cores.map((core) => core.now);
  return {
    stays,
    asked,
    served,
    count: machine.memory.words[value / 4]!,
    clocks,
    counts: totals(machine.memory.counters),
  };
}

/** A machine with one lock of a kind, and its first two cores. */
function single(kind: LockKind) {
  const machine = new Machine(opteron16), [one, two] = machine.cores as [Core, Core];
  return { machine, one, two, lock: kind.place(machine, machine.memory.place(locked).lock) };
}

/** Registers the tests that a kind of lock has to pass. */
export function lockContract(kind: LockKind): void {
  const property = (check: (scenario: Scenario) => void) =>
    fc.assert(fc.property(scenario, check), { numRuns: 100 });

  Deno.test(`${kind.name} lock lets one core in at a time, serves all requests, and loses no update`, () => {
    property((scenario) => {
      const { stays, count } = runScenario(kind, scenario);
      assert.equal(count, scenario.work.flat().length);
      assert.equal(stays.length, count);
      assertAlone(stays);
    });
  });

  if (kind.fair) {
    Deno.test(`${kind.name} lock serves cores in the order in which they asked`, () => {
      property((scenario) => {
        const { asked, served } = runScenario(kind, scenario);
        assert.deepEqual(served, asked);
      });
    });
  }

  slow(`${kind.name} lock gives the same clocks and counts every time`, () => {
    property((scenario) => assert.deepEqual(runScenario(kind, scenario), runScenario(kind, scenario)));
  });

  for (const { what, must, promise, try: attempt } of lockTrials(kind)) {
    // That it is a lock at all is said above, of any scenario.
    if (must || (promise === "order" && !kind.fair) || (promise === "price" && kind !== mcs)) continue;
    Deno.test(`${kind.name} lock ${what}`, () => attempt());
  }

  Deno.test(`${kind.name} lock throws when a core releases what another holds, and names lock and holder`, () => {
    const { machine, one, two, lock } = single(kind);
    one.start((function* () {
      yield* lock.acquire(one);
      one.compute(10_000);
      yield;
    })());
    two.start((function* () {
      two.compute(5000);
      yield* lock.release(two);
    })());
    assert.throws(() => machine.run(), /core 1 cannot release locked\.lock, which core 0 holds/);
  });

  Deno.test(`${kind.name} lock that is acquired without yield* is an error, as is one left at the end of a program`, () => {
    const forgotten = single(kind);
    forgotten.one.start((function* () {
      forgotten.lock.acquire(forgotten.one);
      yield;
    })());
    assert.throws(
      () => forgotten.machine.run(),
      /core 0 made the program of .*acquire.* and did not run it: write yield\*/,
    );
    const left = single(kind);
    left.one.start(left.lock.acquire(left.one));
    assert.throws(
      () => left.machine.run(),
      /core 0 holds locked\.lock at the end of its program, at cycle \d+/,
    );
  });

  Deno.test(`${kind.name} lock costs waiters no scheduling: a holder that stays long takes no more steps`, () => {
    const steps = (stays: number) => {
      const { machine, one, lock } = single(kind);
      for (const core of machine.cores) {
        core.start((function* () {
          core.compute(core === one ? 0 : 1000);
          yield* lock.acquire(core);
          core.compute(core === one ? stays : 10);
          yield* lock.release(core);
        })());
      }
      machine.run();
      return machine.scheduler.steps;
    };
    assert.equal(steps(1_000_000), steps(100_000));
  });

  Deno.test(`${kind.name} locks taken in opposite order by two cores deadlock, and the error names cores, locks and holders`, () => {
    const machine = new Machine(opteron16), [one, two] = machine.cores as [Core, Core];
    const place = (name: string) =>
      kind.place(machine, machine.memory.place(struct(name, { lock: int32, second: int32 })).lock);
    const first = place("inode"), second = place("dentry");
    for (const [core, mine, other] of [[one, first, second], [two, second, first]] as const) {
      core.start((function* () {
        yield* mine.acquire(core);
        core.compute(1000);
        yield* other.acquire(core);
      })());
    }
    assert.throws(() => machine.run(), (error) => {
      assert.ok(error instanceof DeadlockError);
      assert.match(
        error.message,
        /core 0 \(since cycle \d+\) waits for .*core 1 \(since cycle \d+\) waits for /,
      );
      assert.match(error.message, /core 0 holds inode\.lock/);
      assert.match(error.message, /core 1 holds dentry\.lock/);
      return true;
    });
  });
}
