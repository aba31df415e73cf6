/**
 * The engine of every simulation: runs many programs, always resuming the one whose clock is earliest.
 *
 * Tasks run ahead of each other only between two yields, where they touch nothing that another can see; so the
 * outcome is that of a machine on which everything happens in order of time. Nobody polls: a task that waits is
 * asleep, out of the queue, and costs nothing until another task wakes it.
 */
import { optionsOf, positive } from "../input/options.ts";
import { ClockError, DeadlockError, RunawayError } from "./errors.ts";
import type { Program, Task, WaitDescription } from "./task.ts";
import { TimeQueue } from "./time_queue.ts";

/** So many steps without any progress of time mean a loop that costs nothing. */
const STANDSTILL_STEPS = 10_000_000;

/** What a task is doing. */
const enum Doing {
  Nothing,
  Ready,
  Asleep,
}

/** Limits of a run. */
export interface SchedulerOptions {
  /** Steps after which a run counts as a runaway. */
  readonly maxSteps?: number;
}

const checked = optionsOf<SchedulerOptions>("Scheduler", { maxSteps: positive.optional() });

/** Runs programs in order of simulated time. */
export class Scheduler {
  /** Steps that all schedulers of this thread have taken together: what simulating costs, in a unit that no computer changes. */
  static stepsInAll = 0;
  /** Steps taken so far: programs resumed and conditions tried. */
  steps = 0;
  /** Steps after which a run counts as a runaway. */
  readonly maxSteps: number;
  #standingSince = 0;
  #latest = 0;
  readonly #queue = new TimeQueue();
  readonly #tasks: Task[] = [];
  readonly #programs: (Program | null)[] = [];
  readonly #conditions: ((() => boolean) | null)[] = [];
  readonly #doing: Doing[] = [];
  readonly #waits: { describe: WaitDescription; detail: number; isIdle: boolean }[] = [];

  /** A scheduler without tasks. */
  constructor(options: SchedulerOptions = {}) {
    this.maxSteps = checked(options).maxSteps ?? 2e9;
  }

  /** Takes in a new task and returns its number; called by `Task`. */
  register(task: Task): number {
    this.#programs.push(null);
    this.#conditions.push(null);
    this.#doing.push(Doing.Nothing);
    this.#waits.push({ describe: () => "nothing", detail: 0, isIdle: false });
    return this.#tasks.push(task) - 1;
  }

  /** See {@link Task.start}. */
  start(task: Task, program: Program): void {
    if (this.#doing[task.id] !== Doing.Nothing) throw new Error(`${task.name} runs a program already`);
    this.#programs[task.id] = program;
    this.#ready(task);
  }

  /** See {@link Task.startOver}. */
  startOver(task: Task, program: Program): void {
    this.#programs[task.id] = program;
    this.#conditions[task.id] = null;
    if (this.#doing[task.id] !== Doing.Ready) this.#ready(task);
  }

  /** See {@link Task.sleep} and {@link Task.rest}. */
  sleep(task: Task, describe: WaitDescription, detail: number, isIdle: boolean): void {
    this.#doing[task.id] = Doing.Asleep;
    const wait = this.#waits[task.id]!;
    wait.describe = describe;
    wait.detail = detail;
    wait.isIdle = isIdle;
  }

  /** See {@link Task.wake}. */
  wake(task: Task, atCycles: number): void {
    if (this.#doing[task.id] !== Doing.Asleep) {
      throw new Error(`${task.name} does not sleep, so it cannot be woken`);
    }
    if (atCycles > task.now) task.now = atCycles;
    this.#ready(task);
  }

  /** See {@link Task.idle}. */
  isIdle(task: Task): boolean {
    return this.#doing[task.id] === Doing.Nothing;
  }

  /** See {@link Task.asleep}. */
  isAsleep(task: Task): boolean {
    return this.#doing[task.id] === Doing.Asleep;
  }

  /** See {@link Task.until}. */
  until(task: Task, condition: () => boolean): void {
    this.#conditions[task.id] = condition;
  }

  /**
   * Runs until every program has ended or rests, or all that is left lies at `untilCycles` or later.
   *
   * @throws {DeadlockError} when programs are left, all of them sleep, and one of them waits for something
   * @throws {RunawayError} after more steps than the bound
   * @throws {ClockError} when a clock goes backwards or is not a number
   */
  run(untilCycles = Infinity): void {
    const before = this.steps;
    try {
      this.#run(untilCycles);
    } finally {
      Scheduler.stepsInAll += this.steps - before;
    }
  }

  #run(untilCycles: number): void {
    const queue = this.#queue;
    if (queue.firstTime >= untilCycles) return this.#checkAwake();
    let id = queue.pop();
    while (id >= 0) {
      const task = this.#tasks[id]!;
      if (task.owed > 0) {
        task.now += task.owed;
        task.owed = 0;
        id = queue.exchange(task.now, id);
        continue;
      }
      if (task.now >= untilCycles) return queue.push(task.now, id);
      this.#step(task, id);
      id = this.#doing[id] === Doing.Ready ? queue.exchange(task.now, id) : queue.pop();
    }
    this.#checkAwake();
  }

  #step(task: Task, id: number): void {
    if (++this.steps > this.maxSteps) {
      throw new RunawayError(
        `no end after ${this.maxSteps} steps; last was ${task.name} at cycle ${task.now}${task.whereabouts()}`,
      );
    }
    if (task.now > this.#latest) {
      this.#latest = task.now;
      this.#standingSince = this.steps;
    } else if (this.steps - this.#standingSince > STANDSTILL_STEPS) {
      throw new RunawayError(
        `time stands still at cycle ${task.now}: ${task.name}${task.whereabouts()} and others loop at no cost`,
      );
    }
    const before = task.resumedAt = task.now;
    const condition = this.#conditions[id]!;
    if (condition !== null) {
      if (condition()) this.#conditions[id] = null;
    } else if (this.#programs[id]!.next().done) {
      this.#programs[id] = null;
      this.#doing[id] = Doing.Nothing;
    }
    if (!(task.now >= before && task.now < Infinity)) {
      throw new ClockError(
        `the clock of ${task.name} went from cycle ${before} to ${task.now}${task.whereabouts()}`,
      );
    }
  }

  #ready(task: Task): void {
    this.#doing[task.id] = Doing.Ready;
    this.#queue.push(task.now, task.id);
  }

  #checkAwake(): void {
    if (this.#queue.size > 0) return;
    const asleep = this.#tasks.filter((task) => this.#doing[task.id] === Doing.Asleep);
    if (asleep.every((task) => this.#waits[task.id]!.isIdle)) return;
    const lines = asleep.map((task) => {
      const { describe, detail } = this.#waits[task.id]!;
      return `${task.name} (since cycle ${task.now}) waits for ${describe(detail)}`;
    });
    throw new DeadlockError(`every program waits: ${lines.join("; ")}`);
  }
}
