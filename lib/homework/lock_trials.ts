/**
 * The contract of a lock, as trials: homework puts a student's lock to them, and each of the lab's is put to
 * them by `tests/locks/contract.ts`.
 */
import type { Lock, LockKind } from "../locks/lock.ts";
import type { Core } from "../machine/core.ts";
import { l3Misses, totals } from "../machine/counters.ts";
import { int32, struct } from "../machine/layout.ts";
import { Machine } from "../machine/machine.ts";
import { opteron16 } from "../machine/presets.ts";
import type { MachineSpec } from "../machine/spec.ts";
import { Random } from "../sim/random.ts";
import type { Program } from "../sim/task.ts";
import type { Trial } from "./examine.ts";
import { checkThroughMemory } from "./through_memory.ts";

/** A lock's word, and a second one for locks that take two. */
const locked = struct("locked", { lock: int32, second: int32 });
const counter = struct("counter", { value: int32 });
/** No trial of a lock that makes progress takes nearly as many. */
const MAX_STEPS = 2_000_000;
/** An MCS lock has five misses a hand-over; one more is forgiven. */
const MISSES_PER_HAND_OVER = 6;
/**
 * Once a core stays so long, which no other can know beforehand. A lock that lets cores in by the clock would
 * have to leave so much room between any two, and a hand-over may take half of it.
 */
const LONG_STAY_CYCLES = 20_000;

/** One way in which a lock is tried. */
export interface LockTrial extends Trial {
  /** What a lock need not promise: to serve cores in order, or at a price that does not grow with them. */
  readonly promise?: "order" | "price";
}

/** A kind of lock, and the machine to try it on. */
interface Candidate {
  readonly kind: LockKind;
  readonly spec: MachineSpec;
}

/** A machine with one lock of a kind. */
function withLock({ kind, spec }: Candidate): { machine: Machine; lock: Lock } {
  const machine = new Machine(spec, { maxSteps: MAX_STEPS });
  return { machine, lock: kind.place(machine, machine.memory.place(locked).lock) };
}

/** What came of cores that increment one counter inside the lock. */
interface Counted {
  readonly count: number;
  readonly expected: number;
  readonly asked: readonly number[];
  readonly served: readonly number[];
  readonly missesPerHandOver: number;
  readonly cyclesPerHandOver: number;
}

/**
 * Every core goes through the lock several times and increments a counter inside, with a step between its
 * load and its store.
 *
 * @param cycles how long a core computes outside (drawn up to so many cycles) and inside
 * @throws {Error} when two cores are inside at once, or the simulation comes to no end
 */
function count(
  candidate: Candidate,
  seed: number,
  rounds: number,
  cycles: { outside: number; inside: number },
): Counted {
  const { machine, lock } = withLock(candidate), { memory } = machine, random = new Random(seed);
  const { value } = memory.place(counter);
  const longest = { core: random.below(machine.cores.length), round: rounds >> 1 };
  const asked: number[] = [], served: number[] = [];
  let inside: number | undefined, busyUntil = 0;
  const program = function* (core: Core) {
    for (let round = 0; round < rounds; round++) {
      core.compute(random.below(cycles.outside + 1));
      const acquire = lock.acquire(core)[Symbol.iterator]();
      yield acquire.next().value; // up to the yield before the first step that others can see
      asked.push(core.number);
      yield* acquire;
      if (inside !== undefined || core.now < busyUntil) {
        throw new Error(
          `core ${core.number} came in at cycle ${core.now}, while core ${served.at(-1)} was inside`,
        );
      }
      inside = core.number;
      served.push(core.number);
      const before = core.load(value);
      const isLong = cycles.inside > 0 && core.number === longest.core && round === longest.round;
      core.compute(isLong ? LONG_STAY_CYCLES : cycles.inside);
      yield;
      core.store(value, before + 1);
      inside = undefined;
      busyUntil = core.now;
      yield* lock.release(core);
    }
  };
  for (const core of machine.cores) core.start(program(core));
  machine.run();
  const expected = rounds * machine.cores.length;
  const missesPerHandOver = l3Misses(totals(memory.counters)) / expected;
  const cyclesPerHandOver = Math.max(...machine.cores.map(({ now }) => now)) / expected;
  return { count: memory.words[value / 4]!, expected, asked, served, missesPerHandOver, cyclesPerHandOver };
}

/** A program of one core, run to its end. */
function alone(
  candidate: Candidate,
  program: (core: Core, lock: Lock) => Program,
): Machine {
  const { machine, lock } = withLock(candidate), core = machine.cores[0]!;
  core.start(program(core, lock));
  machine.run();
  return machine;
}

function expect(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}

/**
 * The trials. The first says whether it is a lock at all; if it fails, nothing else counts.
 *
 * @param kind the lock
 * @param spec the machine to try it on; the paper's by default
 * @returns trials for {@link examine}
 * @example
 * ```ts
 * import { mcs } from "corey-lab";
 * import { examine, lockTrials } from "corey-lab/homework";
 * const { message } = await examine("my lock", lockTrials(mcs)); // "passes all 6 trials."
 * ```
 */
export function lockTrials(kind: LockKind | undefined, spec: MachineSpec = opteron16): LockTrial[] {
  if (typeof kind?.place !== "function") {
    const missing = () =>
      Promise.reject(new Error("there is no lock yet: an object with name, fair and place"));
    return [{ what: "is a lock", must: true, try: missing }];
  }
  const candidate = { kind, spec };
  return [
    {
      what: "lets one core in at a time, and everybody in the end",
      must: true,
      try: () => {
        for (const [seed, outside] of [[1, 0], [2, 300], [3, 20_000]] as const) {
          const { count: got, expected, cyclesPerHandOver: took } = count(candidate, seed, 4, {
            outside,
            inside: 100,
          });
          expect(got === expected, `the counter it guards is ${got} after ${expected} increments`);
          expect(
            outside > 0 || took < LONG_STAY_CYCLES / 2,
            `a hand-over takes ${Math.round(took)} cycles`,
          );
        }
        checkThroughMemory(kind, spec);
      },
    },
    {
      what: "serves cores in the order in which they ask",
      promise: "order",
      try: () => {
        const { asked, served } = count(candidate, 4, 6, { outside: 3000, inside: 50 });
        const turn = asked.findIndex((core, i) => core !== served[i]);
        expect(
          turn < 0,
          `request ${turn + 1} was core ${asked[turn]}'s, and core ${served[turn]} was served`,
        );
      },
    },
    {
      what: "is free again after a release, for the same core and for another",
      try: () => {
        const { machine, lock } = withLock(candidate), [one, two = one] = machine.cores;
        for (const core of [one!, one!, two!, one!, two!, two!]) {
          machine.runOn(core, lock.acquire(core));
          machine.runOn(core, lock.release(core));
        }
      },
    },
    {
      what: "says so when a core releases what it does not hold (core.acquired and core.released)",
      try: () => {
        let message = "";
        try {
          alone(candidate, function* (core, lock) {
            yield* lock.acquire(core);
            yield* lock.release(core);
            yield* lock.release(core);
          });
        } catch (error) {
          message = String(error);
        }
        expect(/cannot release/.test(message), `the second of two releases gave ${message || "no error"}`);
      },
    },
    {
      what: "costs no misses while one core alone uses it",
      try: () => {
        const misses = (rounds: number) =>
          l3Misses(totals(
            alone(candidate, function* (core, lock) {
              for (let i = 0; i < rounds; i++) {
                yield* lock.acquire(core);
                yield* lock.release(core);
              }
            }).memory.counters,
          ));
        expect(misses(5) === misses(2), `three rounds more cost ${misses(5) - misses(2)} misses`);
      },
    },
    {
      what: "hands over at the same price however many wait",
      promise: "price",
      try: () => {
        // The counter's own line is one of the misses.
        const misses = count(candidate, 5, 20, { outside: 0, inside: 0 }).missesPerHandOver - 1;
        expect(
          misses <= MISSES_PER_HAND_OVER,
          `all cores together take ${misses.toFixed(1)} misses a hand-over`,
        );
      },
    },
  ];
}
