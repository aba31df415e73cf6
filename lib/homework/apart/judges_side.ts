/**
 * The side of the line where the judge is: a program that is an answer, as a value to be tried. It can be
 * called like any other of its kind, but its code runs in another process. What comes from there is data, and
 * what it may ask for is written down here: to place memory of its own, and the verbs of the core whose
 * program takes a step. So it is this side's machine that is measured.
 *
 * A program reaches the memory that it placed and the words that it was handed, no others; and only through
 * the core that it runs on.
 */
import { Core } from "../../machine/core.ts";
import { type Field, struct } from "../../machine/layout.ts";
import { Machine } from "../../machine/machine.ts";
import { Wait } from "../../sim/wait.ts";
import * as z from "zod";
import { Line } from "./line.ts";
import { Mirror } from "./mirror.ts";
import { checkPlain, fromPlain, type Plain } from "./plain.ts";
import { asked, awaited, told } from "./verbs.ts";

const size = z.int().min(1).max(4096);
const placing = z.tuple([
  z.string().max(100),
  z.array(z.tuple([
    z.string().max(100),
    z.strictObject({ bytes: size, align: z.int().min(1).max(4096), count: size }),
  ])).min(1).max(100),
  z.int().nonnegative(),
  z.string().max(100),
]);
/** A program has no need of more. */
const MOST_BYTES = 16 * 1024 * 1024;
const verbs: ReadonlySet<string> = new Set([...asked, ...told, ...awaited]);

/** A machine that a program has been shown. */
interface Shown {
  readonly machine: Machine;
  /** The words that it may use, by address / 4. */
  readonly words: Set<number>;
  bytes: number;
}

/**
 * The answer on the other side of a line.
 *
 * @param toProgram the pipe to its process
 * @param fromProgram the pipe from it
 * @throws {Error} when there is none, or it is not one that can be used from here
 */
export function answerApart(toProgram: string, fromProgram: string): unknown {
  const writer = Deno.openSync(toProgram, { write: true }),
    reader = Deno.openSync(fromProgram, { read: true });
  const line: Line = new Line(reader, writer, (request) => machines.answer(request));
  const machines = new Machines(() => line);
  return machines.mirror.receive(line.ask(["answer"]));
}

/**
 * An answer that is data.
 *
 * @param json as {@link handIn} made it
 */
export function answerOf(json: string): unknown {
  const notHere = (): never => {
    throw new Error("this answer has to be run, which is not done here");
  };
  return fromPlain(checkPlain(JSON.parse(json)), {
    function: () => notHere,
    program: notHere,
    known: notHere,
  });
}

/** The machines that a program has been shown, and what it does to them. */
class Machines {
  readonly mirror: Mirror;
  readonly #shown: Shown[] = [];
  /** The core whose program takes a step. */
  #acting: Core | undefined;
  /** The wait that a core gave last: what a program that waits has to yield next. */
  #wait: Wait | undefined;
  /** Which core's they are: programs of ours that the program runs. */
  readonly #coreOf = new Map<number, Core>();

  constructor(line: () => Line) {
    this.mirror = new Mirror(line, {
      toKnown: (value) => this.#show(value),
      fromKnown: (plain) => {
        const { machine } = this.#at("core" in plain ? plain.of : plain.machine);
        return "core" in plain ? machine.cores[plain.core] : machine;
      },
      check: checkPlain,
      isWait: (value) => value instanceof Wait && (this.#wait = value) === value,
      lastWait: () => this.#lastWait(),
      calls: (args) => this.#hand(args),
      step: (step, args) => this.#act(args.find((arg) => arg instanceof Core) ?? this.#acting, step),
    });
  }

  /** Does what the program asks for. */
  answer(request: unknown): unknown {
    if (!Array.isArray(request)) throw new Error("the program does not keep to the protocol");
    const [what, id, ...args] = request;
    switch (what) {
      case "place":
        return this.#place(this.#at(id), placing.parse(args));
      case "initialise":
        return this.#initialise(this.#at(id), args);
      case "name":
        return this.#at(id).machine.memory.layout.nameOf(Number(args[0]));
      case "core":
        return this.#do(this.#at(id), args);
      case "call":
        return this.#call(request);
      case "step":
        this.#checkActing(this.#coreOf.get(id));
        return this.mirror.answer(request)!.value;
    }
    throw new Error("the program does not keep to the protocol");
  }

  #act(core: Core | undefined, step: () => unknown): unknown {
    const before = this.#acting;
    this.#acting = core;
    try {
      return step();
    } finally {
      this.#acting = before;
    }
  }

  /** A call of ours acts on the core that it is given, so that has to be the program's own. */
  #call(request: readonly unknown[]): unknown {
    const [, , args] = request;
    const given = Array.isArray(args) ? args.map((arg) => this.mirror.receive(arg)) : [];
    for (const arg of given) if (arg instanceof Core) this.#checkActing(arg);
    const value = this.mirror.answer(request)!.value as Plain;
    const isProgram = typeof value === "object" && value !== null && "program" in value;
    if (isProgram && this.#acting !== undefined) this.#coreOf.set(value.program, this.#acting);
    return value;
  }

  #do({ machine, words }: Shown, [number, verb, ...args]: readonly unknown[]): unknown {
    const core = machine.cores[number as number];
    if (core === undefined) throw new Error(`there is no core ${number}`);
    const given = args.map((arg) => this.mirror.receive(arg));
    if (verb === "now") return core.now;
    if (verb === "start") return this.#start(core, given[0]);
    if (typeof verb !== "string" || !verbs.has(verb)) throw new Error(`a program has no ${verb}`);
    this.#checkActing(core);
    for (const address of verb === "compute" ? [] : [given[0]].flat()) checkWord(words, address);
    if (given.length > 3) throw new Error(`${verb} has no so many arguments`);
    const act = core[verb as "load"] as (...args: unknown[]) => unknown;
    const result = act.apply(core, given);
    if (!(result instanceof Wait)) return result ?? null;
    this.#wait = result;
    return null;
  }

  #start(core: Core, program: unknown): null {
    const steps = program as Iterator<Wait | void>;
    if (typeof steps?.next !== "function") throw new Error(`${core.name} can only start a program`);
    const act = (step: () => unknown) => this.#act(core, step);
    core.start((function* () {
      for (;;) {
        const { done, value } = act(() => steps.next()) as IteratorResult<Wait | void>;
        if (done) return;
        yield value;
      }
    })());
    return null;
  }

  #lastWait(): Wait {
    const wait = this.#wait;
    this.#wait = undefined;
    if (wait === undefined) throw new Error("a program yields a wait that it has not made");
    return wait;
  }

  #checkActing(core: Core | undefined): void {
    if (core !== undefined && core === this.#acting) return;
    const program = this.#acting === undefined ? "no core's program" : `a program of ${this.#acting.name}`;
    throw new Error(`${core?.name ?? "a core"} acts in its own program only, and this is ${program}`);
  }

  #place(shown: Shown, [name, fields, chip, label]: z.infer<typeof placing>): unknown {
    const type = struct(name, Object.fromEntries(fields) as Record<string, Field>);
    if ((shown.bytes += type.bytes) > MOST_BYTES) throw new Error(`a program may place ${MOST_BYTES} bytes`);
    const placed = shown.machine.memory.place(type, chip, label);
    for (const [name, { bytes, count }] of fields) {
      for (let at = placed[name]!; at < placed[name]! + bytes * count; at += 4) shown.words.add(at >>> 2);
    }
    return placed;
  }

  #initialise({ machine, words }: Shown, [address, value]: readonly unknown[]): null {
    checkWord(words, address);
    machine.memory.initialise(address as number, Number(value));
    return null;
  }

  /**
   * A program that is called with a machine may use the words whose addresses it is given, by themselves or
   * as fields of an object such as `registry`.
   */
  #hand(args: readonly unknown[]): void {
    const machine = args.find((arg) => arg instanceof Machine);
    if (machine === undefined) return;
    const { words } = this.#shown[this.#number(machine)]!;
    const given = args.flatMap((arg) =>
      arg && Object.getPrototypeOf(arg) === Object.prototype ? Object.values(arg) : arg
    );
    for (const value of given) if (typeof value === "number") words.add(value >>> 2);
  }

  #number(machine: Machine): number {
    const known = this.#shown.findIndex((shown) => shown.machine === machine);
    return known >= 0 ? known : this.#shown.push({ machine, words: new Set(), bytes: 0 }) - 1;
  }

  #at(id: unknown): Shown {
    const shown = this.#shown[id as number];
    if (shown === undefined) throw new Error("there is no such machine");
    return shown;
  }

  #show(value: object): Plain | undefined {
    if (value instanceof Machine) {
      return { machine: this.#number(value), spec: value.spec, chips: value.cores.map(({ chip }) => chip) };
    }
    if (!(value instanceof Core)) return undefined;
    const of = this.#shown.findIndex(({ machine }) => machine.cores[value.number] === value);
    return of < 0 ? { other: "core" } : { core: value.number, of };
  }
}

function checkWord(words: ReadonlySet<number>, address: unknown): void {
  if (typeof address === "number" && address % 4 === 0 && words.has(address / 4)) return;
  throw new Error(`address ${address} is neither in memory that the program placed nor one it was given`);
}
