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

/** Rows that are other than MOESI's and as right: whoever compares the two has not found the fault yet. */
const otherwiseRight: readonly Transition[] = [
  { state: "Owned", event: "probeRead", next: "Shared", does: "supply data and write back" },
  { state: "Exclusive", event: "probeRead", next: "Shared", does: "supply data" },
  { state: "Exclusive", event: "probeWrite", next: "Invalid", does: "supply data" },
  { state: "Shared", event: "store", next: "Modified", does: "fetch and invalidate others" },
];

const isSameCase = (a: Transition, b: Transition): boolean => a.state === b.state && a.event === b.event;

/**
 * A protocol like MOESI with three rows that are not MOESI's: two are as right, one is wrong.
 *
 * @example
 * ```ts
 * import { brokenProtocol, Draw, isCoherent } from "corey-lab/homework";
 * console.assert(!isCoherent(brokenProtocol(new Draw("example", 1)).rows));
 * ```
 */
export function brokenProtocol(draw: Draw): Protocol {
  const fault = draw.pick(faults), others = otherwiseRight.filter((row) => !isSameCase(row, fault));
  const one = draw.pick(others), changed = [fault, one, draw.pick(others.filter((row) => row !== one))];
  const rows = moesi.rows.map((row) => changed.find((other) => isSameCase(row, other)) ?? row);
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
/** Each fault of {@link brokenProtocol} shows in four steps, and what a wrong repair loses in five. */
const LONGEST = 5;

/** All programs of a length that core 0 begins, since cores are alike; each store stores another value. */
function* programs(length: number): Generator<readonly LineStep[]> {
  if (length === 0) return yield [];
  for (const before of programs(length - 1)) {
    for (let core = 0; core < (length === 1 ? 1 : CORES); core++) {
      yield [...before, ["load", core]];
      yield [...before, ["store", core, length]];
      yield [...before, ["evict", core]];
    }
  }
}

/**
 * Whether in each program of five steps or fewer all loads read what was stored last. It does not say which
 * program fails.
 */
export function isCoherent(rows: readonly Transition[]): boolean {
  for (const program of programs(LONGEST)) {
    if (readingsOf(rows, program).some(({ read, last }) => read !== last)) return false;
  }
  return true;
}
