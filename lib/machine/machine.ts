/**
 * A machine brought to life: cores and a memory on one clock. Made fresh for each run.
 */
import { anything, optionsOf } from "../input/options.ts";
import { DeadlockError, ProgramError } from "../sim/errors.ts";
import type { Cost } from "../sim/cost.ts";
import { Scheduler, type SchedulerOptions } from "../sim/scheduler.ts";
import type { Program } from "../sim/task.ts";
import { Core } from "./core.ts";
import { beyondL1 } from "./counters.ts";
import { Interrupts } from "./interrupts.ts";
import { Memory } from "./memory.ts";
import { type Observer, observers } from "./observer.ts";
import { Rearranged, type Rearrangement, rearrangementOption } from "./rearranged.ts";
import { shareCore, specOfThread } from "./siblings.ts";
import { type MachineSpec, parseMachineSpec } from "./spec.ts";
import { treeOf } from "./tree.ts";
import { watchWords } from "./watch_words.ts";

/** How a machine is watched and bounded. */
export interface MachineOptions extends SchedulerOptions {
  /** Is told what happens. */
  readonly observer?: Observer;
  /** What stands otherwise than the programs put it. */
  readonly rearrangement?: Rearrangement | undefined;
}

const checked = optionsOf<MachineOptions>("Machine", {
  maxSteps: anything.optional(),
  count: anything.optional(),
  observer: anything.optional(),
  rearrangement: rearrangementOption.optional(),
});

/**
 * Cores and memory, ready to run programs.
 *
 * @example
 * ```ts
 * import { int32, Machine, opteron16, struct } from "corey-lab";
 * const machine = new Machine(opteron16);
 * const counter = machine.memory.place(struct("counter", { value: int32 }));
 * for (const core of machine.cores.slice(0, 2)) {
 *   core.start(function* () {
 *     for (let i = 0; i < 10; i++) { yield; core.fetchAdd(counter.value, 1); }
 *   }());
 * }
 * machine.run();
 * console.log(machine.memory.words[counter.value / 4]); // 20
 * ```
 */
export class Machine {
  /** What runs the programs. */
  readonly scheduler: Scheduler;
  /** Caches and memory. */
  readonly memory: Memory;
  /** Interrupts between cores. */
  readonly interrupts: Interrupts;
  /** The cores, or hardware threads, by number: those of chip 0 first, and second threads after all cores. */
  readonly cores: readonly Core[];
  readonly #rearranged: Rearranged | undefined;
  readonly #count: Cost | undefined;

  /**
   * Builds a machine that is idle, its caches cold.
   *
   * @throws {InputError} when there is no such machine
   */
  constructor(readonly spec: MachineSpec, options: MachineOptions = {}) {
    const { observer: given, rearrangement, ...limits } = checked(options);
    parseMachineSpec(spec, spec.name);
    const rearranged = rearrangement && new Rearranged(rearrangement, this);
    const observer = rearranged ? observers(...given ? [given] : [], rearranged) : given;
    this.#rearranged = rearranged;
    const { cores, coreOf } = treeOf(spec);
    this.scheduler = new Scheduler(limits);
    this.#count = limits.count;
    // A core's first thread has its number, and hears of its copies for the others.
    const threads: Core[] = this.cores = [];
    this.memory = new Memory(spec, threads, observer);
    this.interrupts = new Interrupts(spec, this.memory);
    const tellsWords = observer?.touched || observer?.filled;
    for (const [number, place] of coreOf.entries()) {
      const { chip, threads: { length } } = cores[place]!;
      const core = new Core(this.scheduler, this.memory, number, chip, specOfThread(spec, length));
      rearranged?.ofCore(core);
      if (tellsWords) watchWords(core, () => this.memory.words, observer);
      threads.push(core);
    }
    for (const { threads } of cores) {
      if (threads.length > 1) shareCore(threads.map((thread) => this.cores[thread]!), spec, this.memory);
    }
    rearranged?.ofMemory();
  }

  /**
   * What is to stand at a word instead of the part that asks, such as a lock of another kind; undefined if
   * nothing is. It is handed out once.
   */
  takePart(address: number): unknown {
    return this.#rearranged?.takePart(address);
  }

  /** How many such parts nobody asked for. */
  get partsLeft(): number {
    return this.#rearranged?.partsLeft ?? 0;
  }

  /**
   * Runs until all programs have ended, or until a cycle.
   *
   * @throws {ProgramError} when a core's program has ended and the core still holds a lock
   * @throws {DeadlockError} and all else that {@link Scheduler.run} throws
   */
  run(untilCycles = Infinity): void {
    this.#run(untilCycles);
    for (const core of this.cores) {
      const [held] = core.idle ? this.memory.heldLocks.listOf(core.number) : [];
      if (held) {
        throw new ProgramError(`${held} at the end of its program, at cycle ${core.now}: release it before`);
      }
    }
  }

  #run(untilCycles: number): void {
    const before = this.#count && beyondL1(this.memory.counters);
    try {
      this.scheduler.run(untilCycles);
    } catch (error) {
      if (error instanceof DeadlockError) {
        error.message += this.memory.heldLocks.list().map((held) => `; ${held}`).join("");
      }
      throw error;
    } finally {
      if (this.#count) this.#count.accesses += beyondL1(this.memory.counters) - before!;
    }
  }

  /**
   * Runs a program on a core, not before all cores have done what they did so far, until it and all others
   * have ended; returns what it returns, and throws what it throws. For trying calls one at a time, so one
   * may release a lock that another has acquired.
   */
  runOn<Result>(core: Core, program: Program<Result>): Result {
    let outcome: () => Result;
    core.now = Math.max(...this.cores.map(({ now }) => now));
    core.start((function* () {
      try {
        const result = yield* program;
        outcome = () => result;
      } catch (error) {
        outcome = () => {
          throw error;
        };
      }
    })());
    this.#run(Infinity);
    return outcome!();
  }

  /**
   * Runs a program on a core as if that had been long ago: words and page tables are as it leaves them, but
   * its accesses take no time, bring nothing into caches and are not counted. For the state in which begins
   * what is to be measured, when all that the caches still know of it is brought there afterwards.
   *
   * @example
   * ```ts
   * import { int32, Machine, opteron16, struct } from "corey-lab";
   * const machine = new Machine(opteron16), [core] = machine.cores;
   * const counter = machine.memory.place(struct("counter", { value: int32 }));
   * machine.longAgo(core, function* () { yield; core.store(counter.value, 7); }());
   * console.log(core.load(counter.value), machine.memory.counters.dramReads[0]); // 7 1
   * ```
   */
  longAgo<Result>(core: Core, program: Program<Result>): Result {
    this.memory.ofThePast = true;
    try {
      return this.runOn(core, program);
    } finally {
      this.memory.ofThePast = false;
    }
  }
}
