/**
 * A task is something that has a clock of its own: a core, a device, a client. It runs one program at a time.
 *
 * A program is a generator. It computes by moving its task's clock forward, and it *yields* wherever what it does
 * next can be seen by another task: all tasks that are earlier in simulated time then go first. What it does between
 * two yields is private to it, or ordered by a lock it holds, and costs no scheduling.
 */
import { ClockError } from "./errors.ts";

/** A simulated program; bare `yield` means "let everyone who is earlier go first". */
export type Program<Result = void> = Generator<void, Result, void>;

/** Says what a sleeping task waits for, from the number given to `sleep`; used only in error messages. */
export type WaitDescription = (detail: number) => string;

/** What runs tasks: a scheduler. The verbs are those of a task. */
export interface Engine {
  /** Takes in a new task and returns its number. */
  register(task: Task): number;
  /** See {@link Task.start}. */
  start(task: Task, program: Program): void;
  /** See {@link Task.startOver}. */
  startOver(task: Task, program: Program): void;
  /** See {@link Task.sleep} and {@link Task.rest}. */
  sleep(task: Task, describe: WaitDescription, detail: number, isIdle: boolean): void;
  /** See {@link Task.wake}. */
  wake(task: Task, atCycles: number): void;
  /** See {@link Task.idle}. */
  isIdle(task: Task): boolean;
  /** See {@link Task.asleep}. */
  isAsleep(task: Task): boolean;
  /** See {@link Task.until}. */
  until(task: Task, condition: () => boolean): void;
}

/** Something with a clock that runs a program. */
export class Task {
  /** Number in order of creation; at equal times the lower number goes first. */
  readonly id: number;
  /** The task's clock, in cycles. */
  now = 0;
  /** Time that others took from this task; paid when it is next resumed. */
  owed = 0;
  /** The clock when the task was last resumed: equal to `now` means nothing was done since a `yield`. */
  resumedAt = 0;

  /**
   * A task that does nothing yet.
   *
   * @param name for error messages, such as `core 3`
   */
  constructor(readonly scheduler: Engine, readonly name: string) {
    this.id = scheduler.register(this);
  }

  /** Starts a program at the task's present time; a task that still runs one throws. */
  start(program: Program): void {
    this.scheduler.start(this, program);
  }

  /** Drops the program the task runs, if any, wherever in it the task is or sleeps, and starts another. */
  startOver(program: Program): void {
    this.scheduler.startOver(this, program);
  }

  /** What is known of where in its program the task is, as an addition to its name; asked only for error messages. */
  whereabouts(): string {
    return "";
  }

  /** Takes time: `cycles` of work that touches nothing shared. */
  compute(cycles: number): void {
    if (!(cycles >= 0)) {
      throw new ClockError(
        `${this.name} cannot compute ${cycles} cycles at cycle ${this.now}${this.whereabouts()}`,
      );
    }
    this.now += cycles;
  }

  /**
   * Goes to sleep until some other task calls `wake`. To be followed at once by `yield`.
   *
   * @param describe says what is waited for, should everyone end up asleep
   */
  sleep(describe: WaitDescription, detail = 0): void {
    this.scheduler.sleep(this, describe, detail, false);
  }

  /**
   * Goes to sleep because there is nothing to do, until some other task calls `wake`: a run in which everyone else has ended is over. To be
   * followed at once by `yield`.
   *
   * @param describe says what would be something to do
   */
  rest(describe: WaitDescription): void {
    this.scheduler.sleep(this, describe, 0, true);
  }

  /** Wakes this task, not before time `atCycles` and not before its own clock. */
  wake(atCycles: number): void {
    this.scheduler.wake(this, atCycles);
  }

  /** Whether the task runs no program. */
  get idle(): boolean {
    return this.scheduler.isIdle(this);
  }

  /** Whether the task sleeps. */
  get asleep(): boolean {
    return this.scheduler.isAsleep(this);
  }

  /**
   * Holds the program at its next `yield` until `condition` is true. It is tried at the next step, and again each time the
   * task is woken; a try may take simulated time, and must put the task to sleep when it fails.
   */
  until(condition: () => boolean): void {
    this.scheduler.until(this, condition);
  }
}
