/**
 * Ends a test cell: says what an answer is worth, in the way graders understand.
 *
 * nbgrader reads the outputs of a test cell. An error is 0 points; a result that is a number above 0 is that
 * many; *anything else, also a result of 0 and no output at all, is full points*. And Deno's kernel says that
 * a cell is done before its outputs are out, so nbconvert may lose the last one. Hence no points are an error
 * that is announced on stderr, some points a result that we publish ourselves, and after both we wait until
 * they have left.
 */
import { kernelBroadcast, outputsSent } from "../notebook/broadcast.ts";
import { checkSurroundings, type Surroundings } from "../notebook/show.ts";
import { display } from "../notebook/table.ts";
import type { Feedback } from "./feedback.ts";

/** What was said last to each question. */
const saidBefore = new Map<string, string>();

/** Said where a check says the same once more: a cell that fails does not change its answer. */
const AS_BEFORE =
  " (As at the last check. If the cell above has ended in an error since, this was its old answer.)";

/**
 * Awards a question's points.
 *
 * @param points how many there are
 * @param feedback what became of the answer; where that is not known yet, no points are awarded, and nothing
 * is thrown
 * @param around where to show it; found out by itself
 * @throws {Error} when it is worth nothing
 * @example
 * ```ts
 * import { award, check, key, right } from "corey-lab/homework";
 * key("1a", right(42));
 * await award(2, check("1a", 42));
 * ```
 */
export async function award(
  points: number,
  feedback: Feedback | Promise<Feedback>,
  around: Surroundings = {},
): Promise<void> {
  const { broadcast = kernelBroadcast(), print = console.log } = checkSurroundings(around);
  const said = await feedback, { credit, question, message } = said;
  const isAsBefore = saidBefore.get(question) === message;
  saidBefore.set(question, message);
  const text = said[display]()["text/plain"]! + (isAsBefore ? AS_BEFORE : "");
  if (credit === null) return print(text);
  const earned = Math.round(points * Math.min(credit, 1) * 100) / 100;
  if (!(earned > 0)) {
    console.error(text);
    await outputsSent();
    throw new Error(`${question}: 0 of ${points} points`);
  }
  print(text);
  await broadcast?.("execute_result", {
    data: { "text/plain": String(earned) },
    metadata: {},
    execution_count: null,
  });
  await outputsSent();
}
