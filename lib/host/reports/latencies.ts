/**
 * A table of latencies between processors, as core-to-core-latency writes it (CSV, nanoseconds one way), and
 * what it lets one guess of a computer of which nothing else is known: who is nearer to whom.
 */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvParseRows } from "d3-dsv";
import { InputError } from "../../input/check.ts";
import type { HostTopology } from "../topology.ts";
import type { Report } from "./report.ts";

/** Levels are apart when the next latency is so many times the last. */
const APART = 1.35;
/** Two threads of a core are nearer than any cores are. */
const SIBLINGS_NANOSECONDS = 15;

/**
 * Reads it. Where one half of the table is empty, both ways take as long. A row and a column of names are
 * passed over.
 *
 * @throws {InputError} when it is no square of numbers
 */
export function readLatencies(text: string): Report {
  const rows = csvParseRows(text.trimEnd()).map((row) => row.map((cell) => cell.trim()));
  // Names of columns come after an empty corner, or one with a word in it.
  const isNamed = rows.length === rows[0]!.length && rows.length > 2 &&
    Number.isNaN(parseFloat(rows[0]![0]!)) &&
    rows[0]!.slice(1).every((name) => name !== "");
  const cells = isNamed ? rows.slice(1).map((row) => row.slice(1)) : rows;
  const size = cells.length, at = (i: number, j: number) => parseFloat(cells[i]![j] ?? "");
  const nanoseconds = cells.map((_, i) =>
    cells.map((_, j) => {
      if (i === j) return 0;
      const there = at(i, j), value = there > 0 ? there : at(j, i);
      if (value > 0) return value;
      throw new InputError(
        `latencies: there is none between ${i} and ${j}; expected a table of ${size} rows and columns`,
      );
    })
  );
  if (size < 2) throw new InputError("latencies: expected a table of two rows and columns at least");
  return { source: "a table of latencies", nanoseconds };
}

/** The topology that latencies suggest: groups of equal size whose members are nearer to each other. */
export function topologyFrom(nanoseconds: readonly (readonly number[])[]): HostTopology {
  const all = [...nanoseconds.keys()], groupings = groupingsOf(nanoseconds);
  const [nearest] = groupings;
  const hasSiblings = nearest !== undefined && nearest.groups[0]!.length <= 8 &&
    nearest.nanoseconds < SIBLINGS_NANOSECONDS;
  const larger = groupings.slice(hasSiblings ? 1 : 0).map(({ groups }) => groups);
  const chips = larger.at(-1) ?? [all], l3s = larger[0] ?? [all];
  const among = (groups: readonly (readonly number[])[], number: number) =>
    groups.find((group) => group.includes(number))!;
  return {
    model: "",
    processors: all.map((number) => ({
      number,
      siblings: hasSiblings ? among(nearest.groups, number) : [number],
      package: chips.indexOf(among(chips, number) as number[]),
      caches: [{ level: 3, bytes: 0, ways: 0, lineBytes: 0, processors: among(l3s, number) }],
    })),
    nodes: chips,
    memoryBytes: 0,
    freeBytes: 0,
  };
}

interface Grouping {
  readonly groups: number[][];
  /** The longest way within a group. */
  readonly nanoseconds: number;
}

/** Groups of equal size, of which there are several, the smallest first. */
function groupingsOf(nanoseconds: readonly (readonly number[])[]): Grouping[] {
  const values = nanoseconds.flatMap((row, i) => row.filter((_, j) => j !== i)).sort((a, b) => a - b);
  const limits = values.filter((value, i) => i + 1 < values.length && values[i + 1]! > APART * value);
  return limits.map((limit) => ({ groups: within(nanoseconds, limit), nanoseconds: limit })).filter((
    { groups },
  ) =>
    groups.length > 1 && groups[0]!.length > 1 && groups.every(({ length }) => length === groups[0]!.length)
  );
}

/** Processors that are reached from each other by ways no longer than a limit. */
function within(nanoseconds: readonly (readonly number[])[], limit: number): number[][] {
  const groups: number[][] = [], done = new Set<number>();
  for (const start of nanoseconds.keys()) {
    if (done.has(start)) continue;
    const group = new Set([start]);
    for (const one of group) {
      for (const [other, time] of nanoseconds[one]!.entries()) if (time <= limit) group.add(other);
    }
    for (const member of group) done.add(member);
    groups.push([...group].sort((a, b) => a - b));
  }
  return groups;
}
