/** Programs as people write them at the first go: a few steps a core, some of them with a slip. */
import fc from "fast-check";
import { type Core, type Machine, mcs, type Program, readWrite, ticket } from "corey-lab";
import { scalableReadWrite, unfair, writersOf } from "corey-lab/locks";
import type { Lock } from "../../lib/locks/lock.ts";
import { anything, numbers } from "./mutations.ts";

/** What a program has: words of its own, and locks. */
export interface Things {
  readonly cores: readonly Core[];
  readonly words: readonly number[];
  readonly locks: readonly Lock[];
}

/** Locks that programs take. */
export const kinds: Readonly<Record<string, (machine: Machine, word: number) => Lock>> = {
  mcs: (machine, word) => mcs.place(machine, word),
  ticket: (machine, word) => ticket.place(machine, word),
  unfair: (machine, word) => unfair.place(machine, word),
  queue: (machine, word) => writersOf(scalableReadWrite).place(machine, word),
  reading(machine, word) {
    const lock = readWrite.place(machine, word);
    return { acquire: (core) => lock.acquireRead(core), release: (core) => lock.releaseRead(core) };
  },
  writing(machine, word) {
    const lock = readWrite.place(machine, word);
    return { acquire: (core) => lock.acquireWrite(core), release: (core) => lock.releaseWrite(core) };
  },
};

/** One step of a program. */
type Step = (core: Core, things: Things) => Iterable<unknown, unknown>;

// deno-lint-ignore no-explicit-any
type Loose = any;
const step = (act: (core: Loose, things: Things) => unknown): Step => (core, things) => {
  act(core, things);
  return [];
};
const turn: Step = () => [undefined];
const both = (...steps: readonly Step[]): Step =>
  function* (core, things) {
    for (const step of steps) yield* step(core, things);
  };

const place = fc.nat(3);
/** An address that is right, most of the time. */
const address: fc.Arbitrary<(things: Things) => unknown> = fc.oneof(
  { weight: 6, arbitrary: place.map((at) => ({ words }: Things): unknown => words[at]!) },
  { weight: 1, arbitrary: anything.filter((value) => typeof value !== "bigint").map((value) => () => value) },
);
const amount = fc.oneof({ weight: 4, arbitrary: fc.nat(2000) }, { weight: 1, arbitrary: anything });
const condition = fc.constantFrom<unknown>(
  () => true,
  () => false,
  (value: number) => value > 0,
  () => NaN,
  3,
);

/** Steps that are right. */
const sound: fc.Arbitrary<Step> = fc.oneof(
  fc.constant(turn),
  fc.nat(1000).map((cycles) => step((core) => core.compute(cycles))),
  place.map((at) => step((core, { words }) => core.load(words[at]))),
  fc.tuple(place, fc.nat()).map(([at, value]) =>
    both(turn, step((core, { words }) => core.swap(words[at], value)))
  ),
  place.map((at) => both(turn, step((core, { words }) => core.fetchAdd(words[at], 1)))),
);
const critical: fc.Arbitrary<Step> = fc.tuple(fc.nat(1), fc.array(sound, { maxLength: 3 })).map((
  [at, inside],
) =>
  both(
    (core, { locks }) => locks[at]!.acquire(core),
    ...inside,
    (core, { locks }) => locks[at]!.release(core),
  )
);

/** Steps with a slip, or what looks like one. */
const slip: fc.Arbitrary<Step> = fc.oneof(
  amount.map((cycles) => step((core) => core.compute(cycles))),
  address.map((at) => step((core, things) => core.load(at(things)))),
  fc.tuple(address, anything).map(([at, value]) => step((core, things) => core.store(at(things), value))),
  fc.tuple(fc.constantFrom("fetchAdd", "swap", "publish", "compareAndSwap"), address, anything, fc.boolean())
    .map(([verb, at, value, yields]) =>
      both(...yields ? [turn] : [], step((core, things) => core[verb](at(things), value, value)))
    ),
  fc.tuple(address, anything, fc.boolean()).map(([at, value, calls]) =>
    both(turn, step((core, things) => core.update(at(things), calls ? () => value : value)))
  ),
  fc.tuple(address, condition, fc.boolean()).map(([at, condition, yields]): Step => (core: Loose, things) => {
    const wait = core.spinUntil(at(things), condition);
    return yields ? [wait] : [];
  }),
  fc.tuple(fc.oneof(fc.array(address, { maxLength: 3 }), address), fc.boolean()).map(([at, turns]): Step =>
    both(...turns ? [turn] : [], (core: Loose, things) => [
      core.sleepUntilWrite(Array.isArray(at) ? at.map((one) => one(things)) : at(things)),
    ])
  ),
  fc.tuple(address, amount).map(
    ([at, cycles]): Step => (core: Loose, things) => [core.backOff(at(things), cycles)],
  ),
  // Waits: of another core, forged, kept, had twice.
  anything.map((value): Step => () => [value]),
  fc.nat(3).map((other): Step => (_, { cores, words }) => [cores[other]!.spinUntil(words[0]!, () => true)]),
  fc.nat(3).map((other): Step => (_, { cores }) => [cores[other]!.sleep(() => "x")]),
  fc.constant<Step>((core) => [Object.create(core.sleep(() => "x"))]),
  fc.constant<Step>(function* (core, { words }) {
    const kept = core.spinUntil(words[0]!, () => true);
    core.compute(1);
    yield kept;
  }),
  fc.constant<Step>((core, { words }) => {
    const had = core.spinUntil(words[0]!, () => true);
    return [had, had];
  }),
  // Locks: not run, not given back, given back by who has not got them, taken twice.
  fc.tuple(
    fc.constantFrom("acquire", "release"),
    fc.nat(1),
    fc.constantFrom("run", "made", "yielded", "begun"),
  ).map((
    [verb, at, how],
  ): Step =>
  (core, { locks }) => {
    const program = locks[at]![verb as "acquire"](core);
    if (how === "begun") program.next();
    return how === "run" ? program : how === "yielded" ? [program] : [];
  }),
  fc.constantFrom("acquired", "released", "acquiredShared", "releasedShared").chain((verb) =>
    address.map((at) => step((core, things) => core[verb](at(things))))
  ),
  // Programs: started twice, on another core, none at all, without end.
  fc.tuple(fc.nat(3), anything).map(([other, program]) =>
    step((_, { cores }) => (cores[other] as Loose).start(program))
  ),
  fc.nat(3).map((other) => step((_, { cores }) => cores[other]!.start((function* () {})()))),
  fc.nat(3).map((other) => step((_, { cores }) => cores[other]!.startOver((function* () {})()))),
  fc.nat(3).map((other) => step((_, { cores }) => cores[other]!.wake(0))),
  fc.constant<Step>(function* () {
    for (;;) yield;
  }),
  fc.constant<Step>(function* (core) {
    for (;;) {
      core.compute(10);
      yield;
    }
  }),
  // Conditions that throw, act, or wait; programs that are ended from inside, or end themselves.
  address.map((at): Step => (core: Loose, things) => [
    core.spinUntil(at(things), () => {
      throw new RangeError("a condition of one's own");
    }),
  ]),
  fc.tuple(place, fc.constantFrom("load", "fetchAdd", "acquired", "compute", "spinUntil", "start")).map((
    [at, verb],
  ): Step =>
  (core: Loose, { words }) => [core.spinUntil(words[at], () => core[verb](words[at], 1) ?? true)]),
  fc.tuple(place, fc.nat(3)).map(([at, other]) =>
    both(turn, step((core, { cores, words }) => core.update(words[at], () => cores[other]!.load(words[at]!))))
  ),
  fc.tuple(fc.nat(1), fc.constantFrom("return", "throw")).map(
    ([at, end]): Step => (core: Loose, { locks }) => {
      const program = locks[at]!.acquire(core) as Loose;
      program.next();
      program[end](new RangeError("ended from inside"));
      return [];
    },
  ),
  fc.tuple(fc.constantFrom("now", "owed", "resumedAt"), numbers).map(([name, value]) =>
    step((core) => core[name] = value)
  ),
  fc.tuple(numbers, fc.constantFrom("read", "write", "execute")).map(([at, access]) =>
    step((core) => core.mmu.translate(at, access))
  ),
  numbers.map((value) => step((core) => core.streamRead(value, 4096))),
  numbers.map((value) => step((core) => core.streamClear(0, value))),
);

/** A program before it has a core. */
export type Draft = (core: Core, things: Things) => unknown;

const steps = fc.array(
  fc.oneof({ weight: 3, arbitrary: sound }, { weight: 2, arbitrary: critical }, {
    weight: 1,
    arbitrary: slip,
  }),
  { maxLength: 8 },
);

/** Programs of all kinds, most of them generators. */
export const draft: fc.Arbitrary<Draft> = fc.oneof(
  {
    weight: 12,
    arbitrary: steps.map((steps): Draft =>
      function* (core, things): Program {
        for (const step of steps) yield* step(core, things) as Program;
      }
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Draft>(
      async function* () {
        yield await 1;
      },
      () => undefined,
      () => [undefined][Symbol.iterator](),
      () => [1, 2, 3],
      () => function* () {},
      () => ({ next: () => ({ done: true }) }),
      () => ({ next: () => 3, [Symbol.iterator]: () => 4 }),
      () => ({ next: 3, [Symbol.iterator]: 4 }),
      () => ({
        next: () => 3,
        [Symbol.iterator](): unknown {
          return this;
        },
      }),
      () => Promise.resolve(),
    ),
  },
);
