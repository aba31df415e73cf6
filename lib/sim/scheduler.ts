/**
 * The engine of every simulation: runs many programs, always resuming the one whose clock is earliest.
 *
 * Tasks run ahead of each other only between two yields, where they touch nothing that another can see; so
 * the outcome is that of a machine on which everything happens in order of time. Nobody polls: a task that
 * waits is asleep, out of the queue, and costs nothing until another task wakes it.
 */
import { anything, optionsOf, positive } from "../input/options.ts";
import type { Cost } from "./cost.ts";
import { ClockError, DeadlockError, RunawayError } from "./errors.ts";
import type { Task, Timetable } from "./task.ts";
import { TimeQueue } from "./time_queue.ts";

/** So many steps without any progress of time mean a loop that costs nothing. */
const STANDSTILL_STEPS = 10_000_000;

/** Limits of a run. */
export interface SchedulerOptions {
  /** Steps after which a run counts as a runaway. */
  readonly maxSteps?: number;
  /** Counts what this run costs, too. */
  readonly count?: Cost | undefined;
}

const checked = optionsOf<SchedulerOptions>("Scheduler", {
  maxSteps: positive.optional(),
  count: anything.optional(),
});

/** Runs programs in order of simulated time. */
export class Scheduler implements Timetable {
  /** Steps taken so far: programs resumed and conditions tried. */
  steps = 0;
  /** Steps after which a run counts as a runaway. */
  readonly maxSteps: number;
  readonly #count: Cost | undefined;
  #standingSince = 0;
  #latest = 0;
  readonly #queue = new TimeQueue();
  readonly #tasks: Task[] = [];

  /** A scheduler without tasks. */
  constructor(options: SchedulerOptions = {}) {
    const { maxSteps = 2e9, count } = checked(options);
    this.maxSteps = maxSteps;
    this.#count = count;
  }

  /** See {@link Timetable.register}; called by `Task`. */
  register(task: Task): number {
    return this.#tasks.push(task) - 1;
  }

  /** Whether a task other than the one that runs can go on. */
  get othersReady(): boolean {
    return this.#queue.size > 0;
  }

  /** See {@link Timetable.ready}; called by `Task`. */
  ready(task: Task): void {
    this.#queue.push(task.now, task.id);
  }

  /**
   * Runs until every program has ended or rests, or all that is left lies at `untilCycles` or later.
   *
   * @throws {DeadlockError} when programs are left, all of them sleep, and one of them waits for something
   * @throws {RunawayError} after more steps than the bound
   * @throws {ClockError} when a clock goes backwards or is not a number
   * @throws {ProgramError} when a program breaks a rule, such as not yielding what it waits for
   */
  run(untilCycles = Infinity): void {
    const before = this.steps;
    try {
      this.#run(untilCycles);
    } finally {
      if (this.#count) this.#count.steps += this.steps - before;
    }
  }

  #run(untilCycles: number): void {
    const queue = this.#queue;
    if (queue.firstTime >= untilCycles) return this.#checkAwake();
    let id = queue.pop();
    while (id >= 0) {
      const task = this.#tasks[id]!;
      if (task.owed > 0) {
        const before = task.now;
        task.now += task.owed;
        task.owed = 0;
        if (!(task.now < Infinity)) throw leap(task, before);
        id = queue.exchange(task.now, id);
        continue;
      }
      if (task.now >= untilCycles) return queue.push(task.now, id);
      id = this.#step(task) ? queue.exchange(task.now, id) : queue.pop();
    }
    this.#checkAwake();
  }

  #step(task: Task): boolean {
    if (++this.steps > this.maxSteps) {
      throw new RunawayError(
        `no end after ${this.maxSteps} steps; ` +
          `last was ${task.name} at cycle ${task.now}${task.whereabouts()}`,
      );
    }
    if (task.now > this.#latest) {
      this.#latest = task.now;
      this.#standingSince = this.steps;
    } else if (this.steps - this.#standingSince > STANDSTILL_STEPS) {
      throw new RunawayError(
        `time stands still at cycle ${task.now}: ` +
          `${task.name}${task.whereabouts()} and others loop at no cost`,
      );
    }
    const before = task.resumedAt = task.now, goesOn = task.step();
    if (!(task.now >= before && task.now < Infinity)) throw leap(task, before);
    return goesOn;
  }

  #checkAwake(): void {
    if (this.#queue.size > 0) return;
    const asleep = this.#tasks.filter((task) => task.asleep);
    if (asleep.every((task) => task.resting)) return;
    const lines = asleep.map((task) => `${task.name} (since cycle ${task.now}) waits for ${task.waitsFor}`);
    throw new DeadlockError(`every program waits: ${lines.join("; ")}`);
  }
}

function leap(task: Task, before: number): ClockError {
  return new ClockError(
    `the clock of ${task.name} went from cycle ${before} to ${task.now}${task.whereabouts()}`,
  );
}
