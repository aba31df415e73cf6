/**
 * A program that is made and never run does nothing, and says nothing: `lock.acquire(core)` without `yield*`
 * before it is no lock. So what programs call, locks and systems, notes with the core each program that it
 * makes; the core's next `yield` finds what has not begun by then.
 */
import { type Program, Task, type UnrunCall } from "./task.ts";

/** A program that takes itself off its task's list when it begins. */
class Call implements UnrunCall {
  #isUnrun = true;

  constructor(readonly task: Task, readonly name: string, readonly program: Program<unknown>) {
    task.made(this);
  }

  [Symbol.iterator](): Program<unknown> {
    this.#begin();
    return this.program;
  }

  next(): IteratorResult<unknown> {
    this.#begin();
    return this.program.next();
  }

  return(result: unknown): IteratorResult<unknown> {
    this.#begin();
    return this.program.return(result);
  }

  throw(error: unknown): IteratorResult<unknown> {
    this.#begin();
    return this.program.throw(error);
  }

  #begin(): void {
    if (this.#isUnrun) this.task.ran(this);
    this.#isUnrun = false;
  }
}

type Method = (this: unknown, ...given: unknown[]) => unknown;

const wrapped = new WeakSet<object>();

/**
 * Has an object's methods, its own and its classes', note the programs that they make for a core, their first
 * argument. One that has not begun before the core yields is then an error that names the method.
 *
 * @returns the object
 * @throws {ProgramError} in the run, when a core yields or ends its program and has not begun a program that
 * was made for it
 * @example
 * ```ts
 * import { type Core, Machine, opteron16 } from "corey-lab";
 * import { mustRun } from "corey-lab/sim";
 * const machine = new Machine(opteron16), core = machine.cores[0];
 * const kernel = mustRun({
 *   *sync(core: Core) {
 *     yield;
 *     core.compute(10);
 *   },
 * });
 * core.start(function* () {
 *   kernel.sync(core);
 *   yield;
 * }());
 * try {
 *   machine.run();
 * } catch (error) {
 *   // core 0 made the program of sync and did not run it: write yield* before the call
 *   console.log(`${error}`);
 * }
 * ```
 */
export function mustRun<Thing>(thing: Thing): Thing {
  if (typeof thing !== "object") return thing;
  for (let of = thing as object | null; of && of !== Object.prototype; of = Object.getPrototypeOf(of)) {
    const owner = Object.hasOwn(of, "constructor") ? `${of.constructor.name}.` : "";
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(of))) {
      const method = property.value as unknown;
      if (name === "constructor" || !property.writable || !isMethod(method)) continue;
      Object.defineProperty(of, name, { value: noting(method, owner + name) });
    }
  }
  return thing;
}

/** Whether something is a function, neither a class nor wrapped already. */
function isMethod(value: unknown): value is Method {
  if (typeof value !== "function" || wrapped.has(value)) return false;
  return !/^class\b|\[native code\]/.test(Function.prototype.toString.call(value));
}

const GeneratorFunction = (function* () {}).constructor;

function noting(method: Method, name: string): Method {
  // What a generator function returns need not be looked at: this is on the path of every lock.
  const noted: Method = method instanceof GeneratorFunction
    ? function (...given) {
      const program = method.apply(this, given) as Program<unknown>, [task] = given;
      return task instanceof Task ? new Call(task, name, program) : program;
    }
    : function (...given) {
      const result = method.apply(this, given), [task] = given;
      return task instanceof Task && isProgram(result) ? new Call(task, name, result) : result;
    };
  wrapped.add(noted);
  return noted;
}

function isProgram(value: unknown): value is Program<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value && "next" in value &&
    !(value instanceof Call);
}
