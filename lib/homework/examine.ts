/**
 * Questions whose answer is a program: it is tried in several ways, and each is worth a part of the points.
 */
import { type Feedback, feedback } from "./feedback.ts";
import { saidOf } from "./slips.ts";

/** One way in which a program is tried. */
export interface Trial {
  /** What the program has to do, as a sentence. */
  readonly what: string;
  /** Whether nothing counts if it does not. */
  readonly must?: boolean;
  /** Tries it; throws if it does not. */
  readonly try: () => void | Promise<void>;
}

/**
 * Tries a program.
 *
 * @param question such as `3a`
 * @param trials in how many ways
 * @returns the share of the trials that it passed, and what is wrong with it
 * @example
 * ```ts
 * import { examine } from "corey-lab/homework";
 * const { credit } = await examine("3a", [
 *   { what: "adds", try: () => console.assert(1 + 1 === 2) },
 *   { what: "divides by zero", try: () => { throw new Error("not a number"); } },
 * ]);
 * console.assert(credit === 0.5);
 * ```
 */
export async function examine(question: string, trials: readonly Trial[]): Promise<Feedback> {
  const failures: string[] = [];
  let fatal = false;
  for (const { what, must = false, try: attempt } of trials) {
    try {
      await attempt();
    } catch (error) {
      failures.push(`${what}: ${saidOf(error)}`);
      fatal ||= must;
      if (must) break;
    }
  }
  const passed = trials.length - failures.length;
  if (failures.length === 0) return feedback(question, 1, `passes all ${trials.length} trials.`);
  const credit = fatal ? 0 : passed / trials.length;
  const how = fatal ? "fails what all else rests on" : `passes ${passed} of ${trials.length} trials`;
  return feedback(question, credit, `${how}. ${failures.join("; ")}`);
}
