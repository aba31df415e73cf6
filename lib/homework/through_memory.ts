/**
 * Whether cores learn of each other through memory alone. What they tell each other by variables of
 * JavaScript costs nothing in the simulation, and no machine can do it.
 *
 * A lock's run is written down step by step: what each core's program asked of its core, and what it was
 * answered. Then a fresh lock takes the same steps with the same answers: all of a prelude, in which it may
 * find out where its nodes are, and of what follows those of one core alone. Who has learnt everything from
 * memory does the same again. Who looks into a variable that other cores set does not.
 */
import type { Lock, LockKind } from "../locks/lock.ts";
import type { Core } from "../machine/core.ts";
import { int32, type Placed, type Struct, struct } from "../machine/layout.ts";
import { Machine } from "../machine/machine.ts";
import type { MachineSpec } from "../machine/spec.ts";
import { Random } from "../sim/random.ts";
import type { Program } from "../sim/task.ts";
import { Wait } from "../sim/wait.ts";
import { asked, awaited, told } from "./apart/verbs.ts";

const word = struct("locked", { lock: int32 });
const verbs = [...asked, ...told, ...awaited];
/** Which argument of a verb is a time: it may be drawn by lot. */
const time: Readonly<Record<string, number>> = { compute: 0, backOff: 1 };
const PRELUDE_ROUNDS = 2, ROUNDS = 3, MAX_STEPS = 500_000;
/** Cycles between two rounds of a core. */
const MOST_THINKING = 1000;

/** What a program asked of its core. */
interface Asked {
  readonly what: string;
  /** What functions among the arguments made of what. */
  readonly made: (readonly [of: unknown, what: unknown])[];
  readonly answer: unknown;
  /** The core's clock then. */
  readonly now: number;
}

/** Memory that a program placed. */
interface Placing {
  readonly what: string;
  readonly label: string;
  readonly at: Placed<string>;
}

/** A step of a program. */
interface Step {
  readonly core: number;
  readonly call: keyof Lock;
  /** Whether it is the call's first. */
  readonly begins: boolean;
  readonly now: number;
  readonly asked: Asked[];
  readonly placed: Placing[];
  ends: "goes on" | "waits" | "has ended" | undefined;
}

type Verb = (...args: unknown[]) => unknown;
type Place = (type: Struct<string>, chip?: number, label?: string) => Placed<string>;

/** A lock on a machine whose verbs are ours. */
function placed(
  kind: LockKind,
  spec: MachineSpec,
  verb: (core: Core, name: string, act: Verb) => Verb,
  place: (act: Place) => Place,
): { machine: Machine; lock: Lock } {
  const machine = new Machine(spec, { maxSteps: MAX_STEPS }), { memory } = machine;
  for (const core of machine.cores) {
    for (const name of verbs) {
      Object.defineProperty(core, name, { value: verb(core, name, core[name].bind(core) as Verb) });
    }
  }
  Object.defineProperty(memory, "place", { value: place(memory.place.bind(memory) as Place) });
  return { machine, lock: kind.place(machine, memory.place(word).lock) };
}

const asking = (name: string, args: readonly unknown[]): string =>
  `${name}(${
    args.map((arg, i) => typeof arg === "function" ? "…" : time[name] === i ? "a time" : JSON.stringify(arg))
      .join(", ")
  })`;
const placing = ({ name, fields }: Struct<string>, chip = 0): string => JSON.stringify([name, fields, chip]);

/** Writes a run down; `prelude` is how many of the steps belong to it. */
function run(kind: LockKind, spec: MachineSpec): { steps: Step[]; prelude: number } {
  const steps: Step[] = [];
  let current: Step | undefined;
  const { machine, lock } = placed(kind, spec, (core, name, act) => (...args) => {
    const step = current;
    if (step === undefined) return act(...args);
    const made: [unknown, unknown][] = [];
    const noting = (arg: unknown): unknown =>
      typeof arg !== "function" ? arg : (of: unknown) => {
        const what: unknown = arg(of);
        made.push([of, what]);
        return what;
      };
    current = undefined; // verbs are made of verbs
    const answer = act(...args.map(noting));
    current = step;
    step.asked.push({ what: asking(name, args), made, answer, now: core.now });
    return answer;
  }, (act) => (type, chip, label = type.name) => {
    const at = act(type, chip, label);
    current?.placed.push({ what: placing(type, chip), label, at });
    return at;
  });
  const written = function* (core: Core, call: keyof Lock): Program {
    let program: Program | undefined;
    for (;;) {
      const step: Step = {
        core: core.number,
        call,
        begins: program === undefined,
        now: core.now,
        asked: [],
        placed: [],
        ends: undefined,
      };
      steps.push(step);
      current = step;
      program ??= lock[call](core)[Symbol.iterator]();
      const { done, value } = program.next();
      current = undefined;
      step.ends = done ? "has ended" : value === undefined ? "goes on" : "waits";
      if (done) return;
      yield value;
    }
  };
  // Who comes after whom changes: one who only remembers it from the prelude is found out.
  const random = new Random(1);
  const rounds = (count: number): void => {
    for (const core of machine.cores) {
      core.start((function* () {
        for (let round = 0; round < count; round++) {
          yield* written(core, "acquire");
          core.compute(50);
          yield* written(core, "release");
          core.compute(random.below(MOST_THINKING));
        }
      })());
    }
    machine.run();
  };
  rounds(PRELUDE_ROUNDS);
  const prelude = steps.length;
  rounds(ROUNDS);
  return { steps, prelude };
}

/** A lock that is led through steps that were taken before. */
class Again {
  readonly #machine: Machine;
  readonly #lock: Lock;
  readonly #programs = new Map<number, Program>();
  /** Memory that other cores placed before, which this one may find. */
  #others: Placing[] = [];
  #step: Step | undefined;
  #asked = 0;
  #placed = 0;
  #conditions: [Verb, Asked][] = [];
  #difference: string | undefined;

  constructor(kind: LockKind, spec: MachineSpec) {
    const { machine, lock } = placed(
      kind,
      spec,
      (core, name) => (...args) => this.#answer(core, name, args),
      (act) => (type, chip, label = type.name) =>
        this.#step === undefined ? act(type, chip, label) : this.#place(type, chip, label),
    );
    this.#machine = machine;
    this.#lock = lock;
  }

  /** Takes a step; gives what is different, if anything is. */
  take(step: Step): string | undefined {
    const core = this.#machine.cores[step.core]!;
    core.now = step.now;
    [this.#step, this.#asked, this.#placed, this.#conditions] = [step, 0, 0, []];
    try {
      if (step.begins) this.#programs.set(step.core, this.#lock[step.call](core)[Symbol.iterator]());
      const { done, value } = this.#programs.get(step.core)!.next(), next = step.asked[this.#asked];
      if (next !== undefined) this.#differs(`does not ask ${next.what}`);
      const ends = done ? "has ended" : value === undefined ? "goes on" : "waits";
      if (ends !== step.ends) this.#differs(`${ends} where it ${step.ends}`);
      for (const [condition, { what, made }] of this.#conditions) {
        for (const [of, answer] of made) {
          if (condition(of) !== answer) this.#differs(`answers otherwise to ${of} in ${what}`);
        }
      }
    } catch (error) {
      this.#differs(`ends with ${error}`);
    }
    this.#step = undefined;
    return this.#difference;
  }

  /** Leads one core alone through its steps. */
  alone(core: number, steps: readonly Step[]): string | undefined {
    this.#others = [];
    for (const step of steps) {
      if (step.core !== core) this.#others.push(...step.placed);
      else if (this.take(step) !== undefined) break;
    }
    return this.#difference;
  }

  /** Notes a difference. A program may catch what is thrown at it, so it is not thrown. */
  #differs(how: string): void {
    this.#difference ??= how;
  }

  #answer(core: Core, name: string, args: readonly unknown[]): unknown {
    const before = this.#step?.asked[this.#asked++], what = asking(name, args);
    if (before?.what !== what) {
      this.#differs(`asks ${what} where it asked ${before?.what ?? "nothing"}`);
      throw new Error("this is not what the program did before");
    }
    core.now = before.now;
    for (const arg of args) if (typeof arg === "function") this.#conditions.push([arg as Verb, before]);
    return before.answer instanceof Wait ? new Wait(core.name) : before.answer;
  }

  #place(type: Struct<string>, chip: number | undefined, label: string): Placed<string> {
    const what = placing(type, chip), own = this.#step!.placed[this.#placed];
    if (own?.what === what) {
      this.#placed++;
      return own.at;
    }
    const i = this.#others.findIndex((other) => other.what === what && other.label === label);
    const [other] = i < 0 ? [] : this.#others.splice(i, 1);
    if (other !== undefined) return other.at;
    this.#differs(`places ${type.name}`);
    throw new Error("this is not what the program did before");
  }
}

/**
 * Makes sure that cores learn of each other through memory alone.
 *
 * @throws {Error} when a core does something else if the other cores' steps are left out, though it is told
 * the same of memory
 */
export function checkThroughMemory(kind: LockKind, spec: MachineSpec): void {
  const { steps, prelude } = run(kind, spec), again = new Again(kind, spec);
  const check = (core: number, difference: string | undefined): void => {
    if (difference === undefined) return;
    throw new Error(
      `cores tell each other something by other means than memory: left alone, core ${core} ${difference}`,
    );
  };
  for (const step of steps.slice(0, prelude)) check(step.core, again.take(step));
  for (const core of new Set(steps.map(({ core }) => core))) {
    check(core, again.alone(core, steps.slice(prelude)));
  }
}
