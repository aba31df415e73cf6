/**
 * A study: sweeps of one's own in a module of their own, so that workers, other processes and other computers
 * can make the same points again. What makes a point, beside machine, system and cores, is an axis, and has a
 * column.
 */
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { getCallSites } from "node:util";
import * as z from "zod";
import { checkFit } from "../experiments/fit.ts";
import { type Point, pointsOf, type SweepSpec } from "../experiments/points.ts";
import { InputError } from "../input/check.ts";
import { anything, optionsOf, text } from "../input/options.ts";
import type { Cell, Row } from "../rows/row.ts";

/** Values of what is varied, by the name of the column. */
export type Axes = Readonly<Record<string, readonly Cell[]>>;

/** One value of each axis. */
export type At<All extends Axes> = { readonly [Name in keyof All]: All[Name][number] };

/**
 * A sweep on any kernel. Sweeps of one study may need different kernels; that a system has the calls which
 * the workload makes is checked when the points are made.
 */
// deno-lint-ignore no-explicit-any
export type AnySweep = SweepSpec<any>;

/** What describes a study. */
export interface StudyDefinition<All extends Axes> {
  /** Its name, and that of the folder with its results. */
  readonly name: string;
  /** What is varied beside machine, system and cores. */
  readonly axes?: All;
  /** The sweeps; with axes, a function that gives those of one combination. */
  readonly sweeps: AnySweep | readonly AnySweep[] | ((at: At<All>) => AnySweep | readonly AnySweep[]);
  /**
   * Results are kept until this changes. Unless given, they are kept until the text of the module, of what it
   * imports, or of Corey Lab changes. With a version of one's own, points can be added and the others stay.
   */
  readonly version?: string;
  /** `import.meta.url` of the module that exports it; only needed where another module calls `study`. */
  readonly module?: string;
}

/** A study. */
export interface Study {
  /** Its name. */
  readonly name: string;
  /** URL of its module. */
  readonly module: string;
  /** Its version, if it states one. */
  readonly version?: string;
  /**
   * All that is to be measured, each time the same.
   *
   * @throws {InputError} when a sweep is not what it should be, or two points cannot be told apart
   */
  points(): Point[];
}

const checked = optionsOf<StudyDefinition<Axes>>("study", {
  name: z.string().regex(/^[\w-][\w.-]*$/, "expected letters, digits, _, - and ."),
  axes: z.record(
    text,
    z.array(z.union([text, z.number(), z.boolean()])).min(1, "expected one value at least"),
  )
    .optional(),
  sweeps: anything,
  version: text.optional(),
  module: text.optional(),
});

/** Columns that every row has, or may have. */
const taken = ["experiment", "machine", "system", "cores", "seed", "error", "warning"];

/**
 * Makes a study, to be the default export of a module.
 *
 * @throws {InputError} when something is not what it should be
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, study } from "corey-lab";
 *
 * export default study({
 *   name: "windows",
 *   axes: { microseconds: [50, 100] },
 *   sweeps: ({ microseconds }) => ({
 *     workload: dupClose({ warmUpMicroseconds: 50, microseconds }),
 *     machine: opteron16,
 *     system: linux.threads(),
 *     cores: [1, 2],
 *   }),
 * });
 * ```
 */
export function study<const All extends Axes = Record<never, never>>(
  definition: StudyDefinition<All>,
): Study {
  checked(definition as unknown as StudyDefinition<Axes>);
  const { name, axes = {}, sweeps, version, module = callingModule() } = definition;
  const bad = Object.keys(axes).find((axis) => taken.includes(axis));
  if (bad) throw new InputError(`study: an axis cannot be called ${bad}, which is a column of every row`);
  const at = (typeof sweeps === "function" ? sweeps : () => sweeps) as (at: Row) => AnySweep | AnySweep[];
  return {
    name,
    module,
    ...(version !== undefined && { version }),
    points() {
      const fits = new Set<string>();
      return apart(
        combinations(axes).flatMap((values) =>
          [at(values)].flat().flatMap((spec) => {
            const points = pointsOf(spec);
            const pair = `${spec.workload.name} on ${[spec.system].flat().map(({ name }) => name)}`;
            if (!fits.has(pair)) checkFit(spec);
            fits.add(pair);
            return points.map((point) => along(values, point));
          })
        ),
      );
    },
  };
}

/** All combinations of the axes' values; the last axis changes first. */
function combinations(axes: Axes): Row[] {
  return Object.entries(axes).reduce<Row[]>(
    (rows, [axis, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [axis]: value }))),
    [{}],
  );
}

/** A point with the columns of the axes; what is measured cannot overwrite them. */
function along(values: Row, { labels, measure }: Point): Point {
  return {
    labels: { ...labels, ...values },
    measure: (count, seed) => ({ ...measure(count, seed), ...values }),
  };
}

/** Throws an {@link InputError} for two points of equal labels: their rows could not be told apart. */
function apart(points: Point[]): Point[] {
  if (points.length === 0) throw new InputError("study: its sweeps have no points");
  const seen = new Set<string>();
  for (const { labels } of points) {
    const text = JSON.stringify(labels);
    if (seen.has(text)) {
      throw new InputError(
        `study: two points are ${Object.values(labels).join(", ")}; an axis, or the sweep's option ` +
          "experiment, has to tell them apart",
      );
    }
    seen.add(text);
  }
  return points;
}

/** The module that has called `study`: two calls above this one. */
function callingModule(): string {
  const path = getCallSites()[2]?.scriptName ?? "";
  if (isAbsolute(path)) return pathToFileURL(path).href;
  throw new InputError("study: write module: import.meta.url, so that workers can load its module");
}
