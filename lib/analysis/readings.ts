/** What claims read off the rows of an experiment: values, series over core counts, and how they compare. */
import type { Row } from "../rows/row.ts";

/** Reads one value off rows; undefined (or NaN) if they do not have it. */
export type Reading = (rows: readonly Row[]) => number | undefined;

/** Reads the values for one core count after the other off rows. */
export type Series = (rows: readonly Row[]) => readonly number[];

/**
 * The value of a column in the row that matches; undefined if no row does.
 *
 * @example
 * ```ts
 * import { valueOf } from "corey-lab/analysis";
 * console.log(valueOf([{ cores: 1, l3MissesPerOp: 0 }], { cores: 1 }, "l3MissesPerOp")); // 0
 * ```
 */
export function valueOf(rows: readonly Row[], match: Row, column: string): number | undefined {
  const value = rows.find((row) => matches(row, match))?.[column];
  return typeof value === "number" ? value : undefined;
}

/** Whether a row has these values in these columns. */
export function matches(row: Row, match: Row): boolean {
  return Object.entries(match).every(([key, value]) => row[key] === value);
}

/** The value of a column in the first row that matches. */
export function value(match: Row, column: string): Reading {
  return (rows) => valueOf(rows, match, column);
}

/** One value divided by another. */
export function ratio(above: Reading, below: Reading): Reading {
  return (rows) => (above(rows) ?? NaN) / (below(rows) ?? NaN);
}

/**
 * The values of a column in the rows that match, in the order of core counts.
 *
 * @param from the smallest core count that counts
 */
export function series(match: Row, column: string, from = 1): Series {
  return (rows) =>
    rows.filter((row) => matches(row, match) && typeof row[column] === "number" && Number(row.cores) >= from)
      .sort((a, b) => Number(a.cores) - Number(b.cores))
      .map((row) => Number(row[column]));
}

/** One series divided by another, count by count. */
export function quotients(above: Series, below: Series): Series {
  return (rows) => {
    const divisors = below(rows);
    return above(rows).map((value, i) => value / (divisors[i] ?? NaN));
  };
}

/** From each core count to the next: by which factor a series changes. */
export function steps(of: Series): Series {
  return (rows) => {
    const values = of(rows);
    return values.slice(1).map((value, i) => value / values[i]!);
  };
}

/** The smallest of a series. */
export function smallest(of: Series): Reading {
  return picked(of, (a, b) => Math.min(a, b));
}

/** The largest of a series. */
export function largest(of: Series): Reading {
  return picked(of, (a, b) => Math.max(a, b));
}

/** That of a series which is farthest from what it should be, up or down. */
export function farthest(of: Series, target: number): Reading {
  return picked(of, (a, b) => Math.abs(b - target) > Math.abs(a - target) ? b : a);
}

function picked(of: Series, better: (a: number, b: number) => number): Reading {
  return (rows) => {
    const values = of(rows);
    return values.length === 0 ? undefined : values.reduce(better);
  };
}
