/** A study in a notebook or a script: `await run(import("./my_study.ts"))`. */
import { fileURLToPath } from "node:url";
import { called, count, flag, optionsOf, positive, seed, text } from "../input/options.ts";
import { isHeadless } from "../notebook/headless.ts";
import { liveRows } from "../notebook/live_rows.ts";
import type { Row } from "../rows/row.ts";
import type { Measuring } from "./measure.ts";
import type { Study } from "./study.ts";

/** A study, or its module, or the promise of its module. */
export type StudyModule = Study | { readonly default: Study } | Promise<{ readonly default: Study }>;

/** How a study is run. */
export interface StudyOptions extends Measuring {
  /** How many Web Workers measure; as many as this computer has cores unless given. */
  readonly workers?: number;
  /** The folder of results; `results/<study>/` beside the module unless given. */
  readonly results?: string;
}

const checked = optionsOf<StudyOptions>("run", {
  workers: count.optional(),
  results: text.optional(),
  limitSeconds: positive.max(2_000_000, "expected at most 2,000,000 s").optional(),
  retryFailed: flag.optional(),
  seed: seed.optional(),
  onRow: called<NonNullable<StudyOptions["onRow"]>>().optional(),
});

/**
 * Measures a study on all cores, except what has been measured before, and shows rows as they come. Results
 * are kept in files, so it can be stopped (in a notebook by the stop button) and run again, and
 * `deno task sweep` goes on where it stopped. A point that ends its process, as for want of memory, ends the
 * notebook's kernel as well; `deno task sweep` keeps it as failed and goes on.
 *
 * @returns a row a point, in the order of the study; one that failed has a column `error`. Fewer if it was
 * stopped
 * @throws {InputError} when it is no study, or has flaws
 * @throws {WriteError} when a result cannot be written
 * @example
 * ```ts ignore
 * const rows = await run(import("./my_study.ts"));
 * ```
 */
export async function run(study: StudyModule, options: StudyOptions = {}): Promise<Row[]> {
  const { workers = navigator.hardwareConcurrency, results, onRow, ...how } = checked(options);
  const { changed, load, measureStudy } = await filed();
  const loaded = await load(await pathOf(study), results), sentence = changed(loaded);
  // A notebook that the project runs has to look the same each time.
  if (sentence && !isHeadless()) console.log(sentence);
  const live = onRow ?? liveRows(loaded.name);
  const kept = await measureStudy(loaded, { ...how, workers, onRow: live });
  return kept.map(({ row }) => row);
}

/** Where a study is read. */
export interface MergedOptions {
  /** The folder of results; `results/<study>/` beside the module unless given. */
  readonly results?: string;
}

const checkedMerged = optionsOf<MergedOptions>("merged", { results: text.optional() });

/**
 * The rows of a study that are there, while others may still be measured elsewhere.
 *
 * @returns in the order of the study
 * @throws {InputError} when it is no study, or has flaws
 * @example
 * ```ts ignore
 * const rows = await merged(import("./my_study.ts"));
 * ```
 */
export async function merged(study: StudyModule, options: MergedOptions = {}): Promise<Row[]> {
  const { results } = checkedMerged(options), { load, statusOf } = await filed();
  return [...statusOf(await load(await pathOf(study), results)).rows];
}

/** What reads and writes results: it is loaded when there is a study, since most notebooks have none. */
async function filed() {
  const [loading, measuring, status] = await Promise.all([
    import("./load.ts"),
    import("./measure.ts"),
    import("./status.ts"),
  ]);
  return { ...loading, ...measuring, ...status };
}

async function pathOf(study: StudyModule): Promise<string> {
  const given = await study, { module } = "default" in given ? given.default : given;
  return fileURLToPath(module.replace(/[?#].*$/, ""));
}
