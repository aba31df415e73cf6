/**
 * A task is something that has a clock of its own: a core, a device, a client. It runs one program at a time.
 *
 * A program is a generator. It computes by moving its task's clock forward, and it *yields* wherever what it
 * does next can be seen by another task: all tasks that are earlier in simulated time then go first. What it
 * does between two yields is private to it, or ordered by a lock it holds, and costs no scheduling. A program
 * that has to wait yields what it waits for: `yield core.spinUntil(word, isFree)`.
 */
import { ClockError, ProgramError } from "./errors.ts";
import { inWords } from "./in_words.ts";
import { countCallsAnew, unrunCall } from "./must_run.ts";
import { type Condition, Wait, type WaitDescription } from "./wait.ts";

/** A simulated program; bare `yield` means "let everyone who is earlier go first". */
export type Program<Result = void> = Generator<Wait | void, Result, void>;

/** What resumes tasks in order of their clocks: a {@link Scheduler}. */
export interface Timetable {
  /** Takes in a new task and returns its number. */
  register(task: Task): number;
  /** Notes that a task can go on, at its clock. */
  ready(task: Task): void;
}

/** What a task is doing. */
const enum Doing {
  Nothing,
  /** In the queue, or running. */
  Ready,
  Asleep,
}

/**
 * Something with a clock that runs a program.
 *
 * A device or a clock has a task and is none: the scheduler is fast where all tasks, but for the cores, are
 * objects of one class. And where fields change with every step, as here, none is declared as a parameter of
 * the constructor: beside such a parameter V8 stores a time as a new object each time that it changes.
 */
export class Task {
  /** What resumes it. */
  readonly scheduler: Timetable;
  /** For error messages, such as `core 3`. */
  readonly name: string;
  /** Number in order of creation; at equal times the lower number goes first. */
  readonly id: number;
  /** The task's clock, in cycles. */
  now = 0;
  /**
   * Time that others took from this task; paid when it is next resumed. A negative zero, as V8 would give all
   * tasks another shape, and drop what it has compiled for them, when the first number that is none comes.
   */
  owed: number = -0;
  /** The clock when the task was last resumed: equal to `now` means nothing was done since a `yield`. */
  resumedAt = 0;
  readonly #wait: Wait;
  #doing = Doing.Nothing;
  #program: Program | null = null;
  #condition: Condition | null = null;

  /**
   * A task that does nothing yet.
   *
   * @param name for error messages, such as `core 3`
   */
  constructor(scheduler: Timetable, name: string) {
    this.scheduler = scheduler;
    this.name = name;
    this.#wait = new Wait(name);
    this.id = scheduler.register(this);
  }

  /**
   * Starts a program at the task's current time.
   *
   * @throws {ProgramError} when the task still runs one, or this is none
   */
  start(program: Program): void {
    if (this.#doing !== Doing.Nothing) throw new ProgramError(`${this.name} runs a program already`);
    this.#take(program);
  }

  /** Drops the program the task runs, if any, wherever in it the task is or sleeps, and starts another. */
  startOver(program: Program): void {
    this.#wait.isOpen = false;
    this.#condition = null;
    this.#take(program);
  }

  #take(program: Program): void {
    checkProgram(program, this.name);
    this.#program = program[Symbol.iterator]();
    if (this.#doing === Doing.Ready) return;
    this.#doing = Doing.Ready;
    this.scheduler.ready(this);
  }

  /** Whether the task runs no program. */
  get idle(): boolean {
    return this.#doing === Doing.Nothing;
  }

  /** Whether the task sleeps. */
  get asleep(): boolean {
    return this.#doing === Doing.Asleep;
  }

  /** Whether the task sleeps because it has nothing to do. */
  get resting(): boolean {
    return this.asleep && this.#wait.isIdle;
  }

  /** What the task sleeps for, in words. */
  get waitsFor(): string {
    return this.#wait.toString();
  }

  /**
   * What is known of where in its program the task is, as an addition to its name; asked only for error
   * messages.
   */
  whereabouts(): string {
    return "";
  }

  /**
   * Takes time: `cycles` of work that touches nothing shared.
   *
   * @throws {ClockError} for what is not a number, or negative
   */
  compute(cycles: number): void {
    if (!(cycles >= 0 && typeof cycles === "number")) {
      throw new ClockError(
        `${this.name} cannot compute ${inWords(cycles)} cycles at cycle ${this.now}${this.whereabouts()}`,
      );
    }
    this.now += cycles;
  }

  /**
   * Sleeping until some other task calls `wake`; to be yielded.
   *
   * @param describe says what is waited for, should everyone end up asleep
   */
  sleep(describe: WaitDescription, detail = 0): Wait {
    return this.#make(null, true, false, describe, detail);
  }

  /**
   * Sleeping because there is nothing to do, until some other task calls `wake`; to be yielded. A run in
   * which everyone else has ended is over.
   *
   * @param describe says what would be something to do
   */
  rest(describe: WaitDescription, detail = 0): Wait {
    return this.#make(null, true, true, describe, detail);
  }

  /**
   * Being held until a condition is true; to be yielded. It is tried at the next step, and again each time
   * the task is woken; a try may take simulated time. One that fails says `false`, to be tried again at the
   * task's clock, or the `sleep` after which it is.
   */
  until(condition: Condition, describe: WaitDescription = () => "a condition", detail = 0): Wait {
    return this.#make(condition, false, false, describe, detail);
  }

  /**
   * Letting everyone who is earlier go first, as after a bare `yield`; to be yielded, by verbs that have
   * moved the clock.
   */
  protected pause(describe: WaitDescription, detail: number): Wait {
    return this.#make(null, false, false, describe, detail);
  }

  #make(
    condition: Condition | null,
    sleeps: boolean,
    isIdle: boolean,
    describe: WaitDescription,
    detail: number,
  ): Wait {
    const wait = this.#wait;
    if (wait.isOpen) this.#throwOpen();
    wait.condition = condition;
    wait.sleeps = sleeps;
    wait.isIdle = isIdle;
    wait.describe = describe;
    wait.detail = detail;
    wait.madeAt = this.now;
    wait.isOpen = true;
    return wait;
  }

  /** Wakes this task, not before time `atCycles` and not before its own clock. */
  wake(atCycles: number): void {
    if (this.#doing !== Doing.Asleep) throw this.slip("does not sleep, so it cannot be woken");
    if (atCycles > this.now) this.now = atCycles;
    this.#doing = Doing.Ready;
    this.scheduler.ready(this);
  }

  /**
   * One step: resumes the program, or tries the condition that holds it; says whether another step may
   * follow. For schedulers.
   */
  step(): boolean {
    const condition = this.#condition;
    if (condition !== null) {
      const outcome = condition();
      if (outcome === true) this.#condition = null;
      else if (outcome !== false) this.#begin(outcome);
    } else {
      countCallsAnew();
      const program = this.#program!, { value, done } = resume.call(program);
      if (program !== this.#program) this.#wait.isOpen = false; // It started another in its own place.
      else if (done) this.#end();
      else if (value !== undefined || this.#wait.isOpen) this.#begin(value as Wait | undefined);
      const unrun = unrunCall();
      if (unrun !== undefined) {
        throw this.slip(`made the program of ${unrun} and did not run it: write yield* before the call`);
      }
    }
    return this.#doing === Doing.Ready;
  }

  #begin(wait: Wait | undefined): void {
    if (wait !== this.#wait) this.#throwYielded(wait);
    if (!wait.isOpen) throw this.slip(`yielded once more a wait that it has had`);
    if (wait.madeAt !== this.now) {
      throw this.slip(`has to yield its wait for ${wait} at once, before anything else`);
    }
    wait.isOpen = false;
    if (wait.sleeps) this.#doing = Doing.Asleep;
    else if (wait.condition !== null) this.#condition = wait.condition;
  }

  #end(): void {
    if (this.#wait.isOpen) this.#throwOpen();
    this.#program = null;
    this.#doing = Doing.Nothing;
  }

  #throwYielded(value: unknown): never {
    if (value === undefined) this.#throwOpen();
    if (value instanceof Wait) throw this.slip(`yielded a wait of ${value.taskName}`);
    throw this.slip(
      `yielded ${inWords(value)}: a program yields nothing, or a wait; another program is run by yield*`,
    );
  }

  #throwOpen(): never {
    throw this.slip(`did not wait for ${this.#wait}: write yield before the call`);
  }

  /** The error that this task did what no program may. */
  protected slip(what: string): ProgramError {
    return new ProgramError(`${this.name} ${what} (at cycle ${this.now}${this.whereabouts()})`);
  }
}

/** How all programs go on: a function of its own is not looked up in each of many kinds of programs. */
const { next: resume } = (function* (): Program {})();

function checkProgram(program: Program, taskName: string): void {
  if (Object(program).next === resume) return;
  const given = program as unknown;
  const hint = typeof given === "function"
    ? "call it: what the function* returns is the program"
    : typeof given === "object" && given !== null && Symbol.asyncIterator in given
    ? "a program is a function*, not an async function*: inside, yield stands for await"
    : "a program is what a function* returns";
  throw new ProgramError(`${taskName} cannot run ${inWords(given)}: ${hint}`);
}
