/**
 * The side of the line where a submission runs. It hands answers in as plain data; and where an answer is a
 * program, it takes the program's steps when the judge asks for them. The machine that the program sees here
 * is a stand-in: whatever a core is told to do, the judge's core does, in the judge's process.
 *
 * Nothing on this side is trusted. A submission that rewrites it only changes what its own program does.
 */
import type { Struct } from "../../machine/layout.ts";
import type { Wait } from "../../sim/wait.ts";
import { Line } from "./line.ts";
import { Mirror } from "./mirror.ts";
import { isProgram, type Plain, toPlain } from "./plain.ts";
import { asked, awaited, told } from "./verbs.ts";

/** The MIME type that an answer is displayed with. */
export const ANSWER = "application/vnd.corey-lab.answer";

/**
 * What a notebook hands in for a question: the answer as JSON of plain data, with what kind of answer it is;
 * or what was wrong with it. The JSON is opened where the judge is, and nowhere else.
 */
export interface HandedIn {
  /** A program is an answer with parts that have to be run. */
  readonly kind: "data" | "program" | "problem";
  /** The JSON, or the problem in words. */
  readonly text: string;
}

/**
 * Shows an answer as data.
 *
 * @param read gives the answer; what it throws is the problem that is reported
 */
export async function handIn(read: () => unknown): Promise<void> {
  let handedIn: HandedIn;
  try {
    const nowhere = { function: () => 0, program: () => 0, known: knownHere };
    const answer = toPlain(read(), nowhere);
    handedIn = { kind: isProgram(answer) ? "program" : "data", text: JSON.stringify(answer) };
  } catch (error) {
    handedIn = { kind: "problem", text: String(error) };
  }
  const data = { [ANSWER]: `${handedIn.kind} ${handedIn.text}` };
  await Deno.jupyter.broadcast("display_data", { data, metadata: {}, transient: {} });
}

let pipes: { reader: Deno.FsFile; writer: Deno.FsFile } | undefined;

/** Opens the pipes to the judge, while files may still be opened. */
export function openPipes(fromJudge: string, toJudge: string): void {
  // Opened both ways, so that it need not wait for the judge to come.
  const open = (path: string): Deno.FsFile => Deno.openSync(path, { read: true, write: true });
  pipes = { reader: open(fromJudge), writer: open(toJudge) };
}

/** Takes the steps of the program that is the answer, until the judge ends this process. */
export function serve(read: () => unknown): never {
  const { reader, writer } = pipes!;
  const line: Line = new Line(reader, writer, (request) => {
    const [what] = request as unknown[];
    if (what === "answer") return mirror.send(read());
    return mirror.answer(request as unknown[])?.value;
  });
  const mirror: Mirror = new Mirror(() => line, {
    toKnown: knownHere,
    fromKnown: (plain) => {
      if ("core" in plain) return machines.get(plain.of)?.cores[plain.core];
      if (!machines.has(plain.machine)) {
        machines.set(plain.machine, standIn(line, mirror, plain.machine, plain.spec, plain.chips));
      }
      return machines.get(plain.machine);
    },
    check: (value) => value as Plain,
    isWait: (value) => value === wait,
    lastWait: () => wait as Wait,
  });
  return line.serve();
}

/** A machine as a program sees it here. */
interface StandIn {
  readonly cores: readonly object[];
}

/** What a core gives here that a program has to yield: the judge has the wait itself. */
const wait = Object.freeze({});
const machines = new Map<number, StandIn>();
const known = new WeakMap<object, Plain>();
const knownHere = (value: object): Plain | undefined => known.get(value);

function standIn(line: Line, mirror: Mirror, id: number, spec: unknown, chips: readonly number[]): StandIn {
  const machine = {
    spec,
    cores: chips.map((chip, number) => coreOf(line, mirror, { id, number, chip })),
    memory: {
      place: ({ name, fields }: Struct, chip = 0, label = name): unknown =>
        line.ask(["place", id, name, Object.entries(fields), chip, label]),
      layout: { nameOf: (address: number) => line.ask(["name", id, address]) },
      initialise: (address: number, value: number) => line.tell(["initialise", id, address, value]),
    },
    /** Answers are tried as they are: nothing stands in place of the lab's locks that they use. */
    takePart: () => undefined,
  };
  known.set(machine, { machine: id, spec: null, chips: [] });
  return machine;
}

function coreOf(
  line: Line,
  mirror: Mirror,
  { id, number, chip }: { id: number; number: number; chip: number },
): object {
  const request = (verb: string, args: readonly unknown[]): unknown[] => [
    "core",
    id,
    number,
    verb,
    ...args.map((arg) => mirror.send(arg)),
  ];
  const verbs = [
    ...asked.map((verb) => [verb, (...args: unknown[]) => line.ask(request(verb, args))]),
    ...told.map((verb) => [verb, (...args: unknown[]) => line.tell(request(verb, args))]),
    ...awaited.map((verb) => [verb, (...args: unknown[]) => {
      line.tell(request(verb, args));
      return wait;
    }]),
  ];
  const core = {
    name: `core ${number}`,
    number,
    chip,
    ...Object.fromEntries(verbs),
    start: (program: unknown) => line.tell(request("start", [program])),
    get now() {
      return line.ask(request("now", []));
    },
  };
  known.set(core, { core: number, of: id });
  return core;
}
