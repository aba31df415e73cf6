/**
 * Which points a process measures, and in which order: the longest first, and to each shard a like share of
 * long ones, so that all end together. How long a point takes is estimated from a first short run, in steps
 * of simulation, which are the same on every computer.
 */
import * as z from "zod";
import type { Point } from "../experiments/points.ts";
import { writeWhole } from "../files/write_whole.ts";
import type { Row } from "../rows/row.ts";
import { removed, Results } from "./results.ts";

/** One of the parts of a study that are measured apart. */
export interface Shard {
  /** Which one, from 1 on. */
  readonly index: number;
  /** Of how many. */
  readonly count: number;
}

/** How many times as long as the shortest point a value makes a point, by column and value. */
export type Estimate = Readonly<Record<string, Readonly<Record<string, number>>>>;
const estimate = z.record(z.string(), z.record(z.string(), z.number()));

/** A short run may take up to this part of what a process has to measure. */
const PART = 0.25;

/**
 * The points of the short run: one on the fewest cores, and those that differ from it in one column. Cores
 * are left out, since more of them take as much longer. None where they would be too many.
 */
export function shortRun<P extends Pick<Point, "labels">>(points: readonly P[], { count }: Shard): P[] {
  const fewest = Math.min(...points.map(({ labels }) => Number(labels.cores)));
  const base = points.find(({ labels }) => labels.cores === fewest);
  const sample = points.filter(({ labels }) =>
    Object.keys(labels).filter((column) => labels[column] !== base?.labels[column]).length <= 1 &&
    labels.cores === fewest
  );
  return sample.length <= PART * points.length / count ? sample : [];
}

/** What a short run tells. A point that failed, or that simulates nothing, tells nothing. */
export function estimateOf(run: readonly { readonly labels: Row; readonly steps: number }[]): Estimate {
  const [base, ...others] = run, found: Record<string, Record<string, number>> = {};
  for (const { labels, steps } of others) {
    const column = Object.keys(labels).find((column) => labels[column] !== base!.labels[column])!;
    if (steps > 0 && base!.steps > 0) (found[column] ??= {})[String(labels[column])] = steps / base!.steps;
  }
  return found;
}

/** Points with the longest first; those of equal length are shuffled, by a hash, so that no column recurs. */
export function longestFirst<P extends Pick<Point, "labels">>(points: readonly P[], estimate: Estimate): P[] {
  const length = ({ labels }: P): number =>
    Object.entries(labels).reduce(
      (product, [column, value]) => product * (estimate[column]?.[String(value)] ?? 1),
      Number(labels.cores),
    );
  return points.map((point) => ({ point, length: length(point), key: Results.keyOf(point) }))
    .sort((a, b) => b.length - a.length || (a.key < b.key ? -1 : 1)).map(({ point }) => point);
}

/**
 * The part of points, the longest first, that falls to a shard: they are dealt to and fro, so that it is not
 * always the first who gets the longest.
 */
export function shareOf<P>(points: readonly P[], { index, count }: Shard): P[] {
  return points.filter((_, i) => {
    const at = i % count, isWayBack = Math.floor(i / count) % 2 === 1;
    return (isWayBack ? count - 1 - at : at) === index - 1;
  });
}

/**
 * The estimate that all processes go by: that of the first one which has made its short run. Did they go by
 * different ones, a point might fall to no shard.
 */
export function agreed(results: Results, own: Estimate): Estimate {
  const path = results.path("order.json"), mine = `${path}.${crypto.randomUUID()}.tmp`;
  writeWhole(mine, JSON.stringify(own) + "\n");
  try {
    Deno.linkSync(mine, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    removed(mine);
  }
  return known(results) ?? own;
}

/** The estimate that has been agreed on, if there is one. */
export function known(results: Results): Estimate | undefined {
  const path = results.path("order.json");
  try {
    return estimate.parse(JSON.parse(Deno.readTextFileSync(path)));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) removed(path);
    else if (!(error instanceof Deno.errors.NotFound)) throw error;
    return undefined;
  }
}
