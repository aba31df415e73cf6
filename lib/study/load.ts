/** From the file of a study to its points, and to the place of its results. */
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../input/check.ts";
import type { Point } from "../experiments/points.ts";
import { Results } from "./results.ts";
import type { Study } from "./study.ts";
import { hashOf, hashOfModel, hashOfModule } from "./version.ts";

/** A study, ready to be measured or read. */
export interface Loaded {
  /** Its name. */
  readonly name: string;
  /** URL from which its module is loaded, here and in workers. */
  readonly module: string;
  /** All that is to be measured. */
  readonly points: readonly Point[];
  /** What has been measured. */
  readonly results: Results;
}

/**
 * Loads a study as its file is now; a notebook may have imported it before it was edited.
 *
 * @param path of the file
 * @param folder where results go; unless given, `results/<study>/` beside the file
 * @throws {InputError} when there is no such file, it is no study, or it has flaws
 */
export async function load(path: string, folder?: string): Promise<Loaded> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new InputError(`${path}: there is no such file; a study stands in a file of its own`);
  }
  const text = await hashOfModule(path), module = `${pathToFileURL(path).href}?text=${text}`;
  const study = await defaultOf(module, path);
  if (typeof study?.points !== "function" || typeof study.name !== "string") {
    throw new InputError(`${path} is no study: expected export default study({ … })`);
  }
  const version = hashOf(...study.version === undefined ? [text, hashOfModel()] : [study.version]).slice(
    0,
    8,
  );
  return {
    name: study.name,
    module,
    points: study.points(),
    results: new Results(folder ?? join(dirname(path), "results", study.name), version),
  };
}

async function defaultOf(module: string, path: string): Promise<Study | undefined> {
  try {
    return (await import(module)).default;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path} cannot be loaded: ${(error as Error).message.split("\n")[0]}`);
  }
}

/** A sentence about results of the study as it was before it changed, if there are any. */
export function changed({ name, results }: Loaded): string | undefined {
  const others = results.ofOtherVersions();
  return others === 0
    ? undefined
    : `${name} has changed since ${others} result${others === 1 ? "" : "s"} in ` +
      `${results.folder} were measured; they are left aside`;
}
