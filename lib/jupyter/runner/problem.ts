/** What can be wrong with a cell of a notebook, and how it is said. */

/** The kinds of problems that running, comparing or checking a notebook finds. */
export type ProblemKind =
  | "threw"
  | "syntax error"
  | "timed out"
  | "kernel died"
  | "display failed"
  | "figure missing"
  | "output changed"
  | "type error"
  | "lint";

/** Something wrong with one cell. */
export interface Problem {
  /** The notebook's path or name. */
  readonly notebook: string;
  /** The number of the cell among the code cells, from 1, as in `[n]`; 0 for the notebook as a whole. */
  readonly cell: number;
  /** The first line of the cell that says anything. */
  readonly firstLine: string;
  /** The line in the cell, from 1, if known. */
  readonly line?: number;
  /** What kind of problem it is. */
  readonly kind: ProblemKind;
  /** What is wrong, for a reader. */
  readonly message: string;
}

/**
 * One sentence about a problem, with the place first.
 *
 * @example
 * ```ts
 * import { formatProblem } from "./problem.ts";
 * import assert from "node:assert/strict";
 *
 * const problem = {
 *   notebook: "a.ipynb",
 *   cell: 2,
 *   firstLine: "f();",
 *   kind: "threw",
 *   message: "no f",
 * } as const;
 * assert.equal(formatProblem(problem), "a.ipynb, cell 2 (`f();`): threw: no f");
 * ```
 */
export function formatProblem({ notebook, cell, firstLine, line, kind, message }: Problem): string {
  const place = cell === 0 ? notebook : `${notebook}, cell ${cell} (\`${firstLine}\`)`;
  return `${place}${line === undefined ? "" : `, line ${line}`}: ${kind}: ${message}`;
}

/**
 * The first line of a cell that is not blank.
 *
 * @example
 * ```ts
 * import { firstLine } from "./problem.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(firstLine("\n  const a = 1;\na"), "const a = 1;");
 * ```
 */
export function firstLine(source: string): string {
  return source.trim().split("\n", 1)[0]!.trim();
}
