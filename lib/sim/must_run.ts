/**
 * A program that is made and never run does nothing, and says nothing: `lock.acquire(core)` without `yield*`
 * before it is no lock. So what programs call, locks and systems, counts the programs that it makes; one that
 * has not begun when the step in which it was made is over is an error.
 *
 * `yield*` asks a program for its iterator, once, when it begins: that is how a program is seen to begin.
 * This is on the path of every lock, so nothing is kept of a call but its name.
 */
// Of this thread, in the present step: a step is one stretch of plain calls, so no other comes between.
let made = 0, begun = 0, firstUnrun = "";

/** A step begins: nothing has been made in it. For tasks. */
export function countCallsAnew(): void {
  made = begun = 0;
}

/** What was called in this step and made a program that has not begun; undefined if nothing. For tasks. */
export function unrunCall(): string | undefined {
  return made > begun ? firstUnrun : undefined;
}

/**
 * Has an object's methods, its own and its classes', count the programs that they make. One that has not
 * begun at the next `yield` is then an error that names the method. To run a program by hand, begin it by
 * hand: `const steps = lock.acquire(core)[Symbol.iterator]()`.
 *
 * @returns the object
 * @throws {ProgramError} in the run, when a core yields or ends its program and has not begun a program that
 * it has made
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
      Object.defineProperty(of, name, { value: counting(method, owner + name) });
    }
  }
  return thing;
}

type Method = (this: unknown, ...given: unknown[]) => unknown;

const GeneratorFunction = (function* () {}).constructor;
/** What all programs inherit from. */
const programs: object = GeneratorFunction.prototype.prototype;
const counted = new WeakSet<object>();

/** Whether something is a function, neither a class nor counted already. */
function isMethod(value: unknown): value is Method {
  if (typeof value !== "function" || counted.has(value)) return false;
  return !/^class\b|\[native code\]/.test(Function.prototype.toString.call(value));
}

function counting(method: Method, name: string): Method {
  const isGenerator = method instanceof GeneratorFunction;
  if (isGenerator) countBegins(method.prototype);
  const counts: Method = isGenerator
    ? function (...given) {
      const program = method.apply(this, given);
      countCall(name);
      return program;
    }
    : function (...given) {
      const before = made, result = method.apply(this, given);
      // A method that hands on what another one made need not count it again.
      if (made !== before || !isProgram(result)) return result;
      countBegins(Object.getPrototypeOf(result));
      countCall(name);
      return result;
    };
  counted.add(counts);
  return counts;
}

function countCall(name: string): void {
  if (made++ === begun) firstUnrun = name;
}

/** Counts when the programs of a generator function begin: all of them inherit from one object. */
function countBegins(ofFunction: object): void {
  if (Object.hasOwn(ofFunction, Symbol.iterator)) return;
  Object.defineProperty(ofFunction, Symbol.iterator, { value: begin });
}

function begin<Iterator>(this: Iterator): Iterator {
  if (begun < made) begun++;
  return this;
}

function isProgram(value: unknown): value is object {
  return Object.prototype.isPrototypeOf.call(programs, value as object);
}
