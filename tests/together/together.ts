/**
 * Runs many files of tests as one. To start a file of tests and to load what it imports takes Deno most of a
 * second of a processor; and what they all import becomes fast once, and not once for each of them.
 */
import { filesBelow } from "../../lib/files/files_below.ts";

/** What each file here runs, by path below `tests/`. */
export const groups: Readonly<Record<string, RegExp>> = {
  homework: /^homework\//,
  notebooks: /^notebooks\/(?!costly)/,
  costly_notebooks: /^notebooks\/costly/,
  site: /^site\//,
  study: /^study\//,
  cli: /^cli\//,
  experiments: /^(advice|analysis|exam|experiments)\//,
  jupyter: /^jupyter\//,
  workloads: /^(kernels|libos|workloads)\//,
  host: /^host\//,
  project: /^\w+_test\.ts$/,
  machine: /^(files|fuzz|input|locks|machine|notebook|pictures|plots|sim)\//,
};

/** The files of tests of a group, from the project's top. */
export function filesOf(group: string): string[] {
  return [...filesBelow("tests", "_test.ts")].filter((file) =>
    groups[group]!.test(file.slice("tests/".length))
  )
    .sort();
}

/** Loads them. */
export async function together(group: string): Promise<void> {
  for (const file of filesOf(group)) await import(`../../${file}`);
}
