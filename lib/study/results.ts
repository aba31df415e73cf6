/**
 * The results of a study: one small file a point, written whole or not at all. A name says of which version
 * and which point it is, so that processes which know nothing of each other can write to one folder.
 *
 * `<version>-<point>.json` is a point that has been measured, `<version>-<point>.failed.json` one that has
 * failed. Where both are there, the first counts.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Point } from "../experiments/points.ts";
import { type Measured, notMeasured } from "../experiments/run_points.ts";
import { writeWhole } from "../files/write_whole.ts";
import type { Row } from "../rows/row.ts";
import { hashOf } from "./version.ts";

/** A point that has a result. */
export interface Kept extends Measured {
  /** Whether it was measured, or why not: then the row has a column `error`. */
  readonly state: "done" | "failed";
}

const file = z.object({
  row: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  cost: z.object({ steps: z.number(), accesses: z.number() }),
});

/** What is being written is there for milliseconds; what is older was left by a process that was killed. */
const LEFT_AFTER_MS = 60_000;

/** The files of one version of a study in a folder. */
export class Results {
  /** @param folder where; it is made when something is written */
  constructor(readonly folder: string, readonly version: string) {}

  /** The name of a point's file, without its ending. */
  static keyOf({ labels }: Pick<Point, "labels">): string {
    return hashOf(JSON.stringify(labels));
  }

  /** The path of one of the files. */
  path(name: string): string {
    return join(this.folder, `${this.version}-${name}`);
  }

  /** How many points have been measured in other versions of the study. */
  ofOtherVersions(): number {
    return namesIn(this.folder).filter((name) =>
      /^[0-9a-f]{8}-[0-9a-f]{16}\.json$/.test(name) && !name.startsWith(this.version)
    ).length;
  }

  /** Keeps what was measured. A failure does not take the place of a measurement. */
  keep(point: Pick<Point, "labels">, measured: Measured): Kept {
    const whole = plain(point, measured),
      key = Results.keyOf(point),
      failure = this.path(`${key}.failed.json`);
    const state = whole.row.error === undefined ? "done" : "failed";
    writeWhole(state === "done" ? this.path(`${key}.json`) : failure, JSON.stringify(whole) + "\n");
    if (state === "done" && existsSync(failure)) removed(failure);
    return { ...whole, state };
  }

  /** What is kept of a point; undefined if it has no result, or a torn one. */
  of(point: Pick<Point, "labels">): Kept | undefined {
    const key = Results.keyOf(point);
    // In this order: a failure is removed after the measurement has been written.
    const failed = this.#read(`${key}.failed.json`, point.labels),
      done = this.#read(`${key}.json`, point.labels);
    return done ? { ...done, state: "done" } : failed && { ...failed, state: "failed" };
  }

  #read(name: string, labels: Row): Measured | undefined {
    try {
      const read = file.parse(JSON.parse(Deno.readTextFileSync(this.path(name))));
      return Object.entries(labels).every(([column, value]) => read.row[column] === value) ? read : undefined;
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** Removes what processes that were killed left half written. */
  tidy(): void {
    for (const name of namesIn(this.folder).filter((name) => name.endsWith(".tmp"))) {
      const path = join(this.folder, name);
      if (isOlder(path, LEFT_AFTER_MS)) removed(path);
    }
  }
}

/** What was measured, as a file gives it back; a failure, if no file can hold it. */
function plain(point: Pick<Point, "labels">, measured: Measured): Measured {
  try {
    return file.parse(JSON.parse(JSON.stringify(measured, (_, value) => {
      const isOutsideJson = typeof value === "bigint" || typeof value === "number" && !Number.isFinite(value);
      return isOutsideJson ? String(value) : value;
    })));
  } catch {
    return notMeasured(point, "its row holds more than texts, numbers, true and false");
  }
}

/** Whether a file was written so many milliseconds ago; not if it is gone. */
export function isOlder(path: string, milliseconds: number): boolean {
  const file = statSync(path, { throwIfNoEntry: false });
  return file !== undefined && Date.now() - file.mtimeMs > milliseconds;
}

/** Removes a file, if it is there and can be removed. */
export function removed(path: string): void {
  try {
    Deno.removeSync(path);
  } catch { /* somebody else has, or nobody may */ }
}

/** What is in a folder; nothing, if it is not there. */
export function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
