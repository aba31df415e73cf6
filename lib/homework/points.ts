/** How many points a cell earns, by nbgrader's rules, but for its traps. */
import { errorsIn } from "../jupyter/runner/outputs.ts";
import type { Execution } from "../jupyter/runner/kernel.ts";
import type { NotebookCell } from "../jupyter/runner/nbformat.ts";
import { visible } from "./visible.ts";

/** What a question earned, and why. */
export interface Earned {
  /** The points; null if somebody has to read the answer. */
  readonly points: number | null;
  /** What there is to say about it. */
  readonly remark: string;
}

/**
 * The points of a test cell. An error, a time-out or the death of the kernel earn nothing; a result that is a
 * number earns that many points; a cell that just ends earns all. (nbgrader gives all for a result of 0,
 * too.)
 *
 * @example
 * ```ts
 * const said = {
 *   output_type: "execute_result",
 *   execution_count: 1,
 *   data: { "text/plain": "1.5" },
 *   metadata: {},
 * } as const;
 * console.assert(testPoints({ status: "ok", outputs: [said], executionCount: 1 }, 3).points === 1.5);
 * ```
 */
export function testPoints({ status, outputs }: Execution, maximum: number): Earned {
  const error = errorsIn(outputs).at(0);
  if (error !== undefined || status !== "ok") {
    const said = outputs.map((output) => output.output_type === "stream" ? output.text : "").join("").trim();
    return { points: 0, remark: inOneLine(said === "" ? `${error?.ename}: ${error?.evalue}` : said) };
  }
  const results = outputs.flatMap((output) =>
    output.output_type === "execute_result" ? [output.data["text/plain"]] : []
  );
  const points = results.length === 0 ? maximum : Number(results.at(-1));
  const said = outputs.map((output) => output.output_type === "stream" ? output.text : "").join("").trim();
  if (!(points >= 0 && points <= maximum)) {
    return { points: 0, remark: `the test gave ${results.at(-1)}, which is no number from 0 to ${maximum}` };
  }
  return { points, remark: inOneLine(said) };
}

const inOneLine = (text: string): string => visible(text.replaceAll(/\s+/g, " "));

/**
 * The points of an answer in words: nothing if it was left as it was handed out, else for somebody to say.
 */
export function writtenPoints(cell: NotebookCell, released: NotebookCell): Earned {
  return cell.source.trim() === released.source.trim()
    ? { points: 0, remark: "not answered." }
    : { points: null, remark: "to be read." };
}
