/** A protocol's table with one fault, and how a table is tried: by all short programs. */
import { moesi } from "../machine/moesi.ts";
import type { Protocol, Transition } from "../machine/protocol.ts";
import { type LineStep, TableLine } from "../machine/table_line.ts";
import type { Draw } from "./draw.ts";

/** Rows as they may not be: a lost write-back, a missing invalidation, a second owner. */
const faults: readonly Transition[] = [
  { state: "Modified", event: "evict", next: "Invalid", does: "nothing" },
  { state: "Owned", event: "evict", next: "Invalid", does: "nothing" },
  { state: "Shared", event: "store", next: "Modified", does: "hit" },
  { state: "Owned", event: "store", next: "Modified", does: "hit" },
  { state: "Modified", event: "probeRead", next: "Modified", does: "supply data" },
  { state: "Exclusive", event: "probeRead", next: "Exclusive", does: "nothing" },
];

/**
 * MOESI with one faulty row.
 *
 * @example
 * ```ts
 * import { brokenProtocol, Draw, staleProgram } from "corey-lab/homework";
 * console.log(staleProgram(brokenProtocol(new Draw("example", 1)).rows));
 * ```
 */
export function brokenProtocol(draw: Draw): Protocol {
  const fault = draw.pick(faults);
  const rows = moesi.rows.map((row) => row.state === fault.state && row.event === fault.event ? fault : row);
  return { name: "broken", source: "somebody's notes", rows };
}

/** What a program read, and what it should have: a load reads what was stored last, by whichever core. */
export interface LineReading {
  /** The step that read. */
  readonly step: LineStep;
  /** What it read. */
  readonly read: number;
  /** What was stored last. */
  readonly last: number;
}

/** Runs a program on a line that a table rules; what its loads read. */
export function readingsOf(rows: readonly Transition[], program: readonly LineStep[]): LineReading[] {
  const line = new TableLine(rows, CORES), readings: LineReading[] = [];
  let last = 0;
  for (const step of program) {
    const read = line.step(step);
    if (step[0] === "store") last = step[2];
    if (read !== undefined) readings.push({ step, read, last });
  }
  return readings;
}

const CORES = 3;
/** Each fault of {@link brokenProtocol} shows in so many steps. */
const LONGEST = 4;

/** All programs of a length; each store stores another value. */
function* programs(length: number): Generator<readonly LineStep[]> {
  if (length === 0) return yield [];
  for (const before of programs(length - 1)) {
    for (let core = 0; core < CORES; core++) {
      yield [...before, ["load", core]];
      yield [...before, ["store", core, length]];
      yield [...before, ["evict", core]];
    }
  }
}

/** A shortest program that reads something old; undefined if none of so many steps does. */
export function staleProgram(
  rows: readonly Transition[],
  longest: number = LONGEST,
): readonly LineStep[] | undefined {
  for (let length = 1; length <= longest; length++) {
    for (const program of programs(length)) {
      if (readingsOf(rows, program).some(({ read, last }) => read !== last)) return program;
    }
  }
}

/** The pairs of states, such as `Owned Shared`, that two caches hold at once after some short program. */
export function heldTogether(rows: readonly Transition[]): Set<string> {
  const pairs = new Set<string>();
  for (const program of programs(LONGEST)) {
    const line = new TableLine(rows, CORES);
    for (const step of program) line.step(step);
    const held = line.states.filter((state) => state !== "Invalid").sort();
    held.forEach((a, i) => held.slice(i + 1).forEach((b) => pairs.add(`${a} ${b}`)));
  }
  return pairs;
}
