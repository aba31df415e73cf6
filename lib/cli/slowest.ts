/**
 * Which tests took longest, and how many cases they tried, from the report that `deno test` writes for
 * machines.
 */

/** A test and the seconds it took. */
export interface Timed {
  /** Its name. */
  readonly name: string;
  /** The file it is in. */
  readonly file: string;
  /** How long it took. */
  readonly seconds: number;
}

/**
 * Reads the times from a report in JUnit's format.
 *
 * @example
 * ```ts
 * import { timesIn } from "./slowest.ts";
 * import assert from "node:assert/strict";
 *
 * const [only] = timesIn('<testcase name="1 &lt; 2" classname="./tests/a_test.ts" time="0.25" line="3">');
 * assert.deepEqual(only, { name: "1 < 2", file: "tests/a_test.ts", seconds: 0.25 });
 * ```
 */
export function timesIn(report: string): Timed[] {
  return Array.from(
    report.matchAll(/<testcase name="([^"]*)" classname="([^"]*)" time="([^"]*)"/g),
    ([, name, file, seconds]) => ({
      name: plain(name!),
      file: plain(file!).replace(/^\.\//, ""),
      seconds: Number(seconds),
    }),
  );
}

/** The slowest tests with their times, a line each; nothing where none took a tenth of a second. */
export function slowest(tests: readonly Timed[], count = 20): string[] {
  return tests.filter(({ seconds }) => seconds >= 0.1).sort((a, b) => b.seconds - a.seconds).slice(0, count)
    .map(({ name, file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}: ${name}`);
}

/** How many cases fuzz tests tried: their names say so. */
export function casesIn(tests: readonly Timed[]): number {
  return tests.reduce((sum, { name }) => sum + Number(/\((\d+) cases\)$/.exec(name)?.[1] ?? 0), 0);
}

const signs: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function plain(text: string): string {
  return text.replaceAll(
    /&(?:#(x?)([0-9a-f]+)|(\w+));/gi,
    (all, hex, code, name) =>
      code === undefined ? signs[name] ?? all : String.fromCodePoint(parseInt(code, hex ? 16 : 10)),
  );
}
