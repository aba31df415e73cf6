/**
 * The parts of a cell that students do not get to see. They lie between lines that contain nbgrader's
 * markers; in TypeScript these stand in comments.
 */
import { InputError } from "../input/check.ts";

/** The kinds of regions, as their markers name them. */
export type Region = "SOLUTION" | "HIDDEN TESTS";

/**
 * What a student finds in place of a solution, by the type of the cell. `nbgrader_config.py` says the same.
 */
export const stubs: Readonly<Record<"code" | "markdown" | "raw", string>> = {
  code: "// YOUR ANSWER HERE",
  markdown: "YOUR ANSWER HERE",
  raw: "YOUR ANSWER HERE",
};

/**
 * Whether a text has a marker of a kind of region.
 *
 * @example
 * ```ts
 * console.assert(hasRegion("// BEGIN SOLUTION\n1\n// END SOLUTION", "SOLUTION"));
 * ```
 */
export function hasRegion(source: string, region: Region): boolean {
  return source.includes(`BEGIN ${region}`) || source.includes(`END ${region}`);
}

/**
 * Takes all regions of a kind out of a text.
 *
 * @param stub what stands in place of each, indented as its first line was; nothing by default
 * @throws {InputError} when a region is not closed, or opened twice
 * @example
 * ```ts
 * const text = "let a;\n// BEGIN SOLUTION\na = 1;\n// END SOLUTION";
 * console.assert(withoutRegions(text, "SOLUTION", "// yours") === "let a;\n// yours");
 * ```
 */
export function withoutRegions(source: string, region: Region, stub?: string): string {
  const kept: string[] = [];
  let isInside = false;
  for (const line of source.split("\n")) {
    if (line.includes(`BEGIN ${region}`)) {
      if (isInside) throw new InputError(`BEGIN ${region} inside BEGIN ${region}`);
      isInside = true;
      const indent = /^\s*/.exec(line)![0];
      if (stub !== undefined) kept.push(...stub.split("\n").map((stubLine) => indent + stubLine));
    } else if (line.includes(`END ${region}`)) {
      if (!isInside) throw new InputError(`END ${region} without BEGIN ${region}`);
      isInside = false;
    } else if (!isInside) kept.push(line);
  }
  if (isInside) throw new InputError(`BEGIN ${region} without END ${region}`);
  return kept.join("\n");
}
