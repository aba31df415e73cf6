/** A question that is drawn from a seed: its text, a hint, a check at once, and a solution with the run. */
import type { Row } from "../rows/row.ts";
import { check, type Expectation, key } from "../homework/check.ts";
import { type Feedback, feedback } from "../homework/feedback.ts";
import { inItsWords } from "./in_its_words.ts";

/** The kinds of exam questions. */
export const kinds = {
  A: "Does Corey solve this contention?",
  B: "Compare Corey and Linux on shared and private memory.",
  C: "Explain how Corey implements kernel cores.",
} as const;

/** A kind of question. */
export type QuestionKind = keyof typeof kinds;

/** What is right, and why. */
export interface Solution {
  /** The answer, in words. */
  readonly answer: string;
  /** The run that proves it. */
  readonly proof: readonly Row[];
}

/** A solution with which answers are checked. */
export interface Checked extends Solution {
  /** Answers that are to be expected, and what to say to them. */
  readonly expected: readonly Expectation[];
}

/** A question. */
export interface Question {
  /** Which kind. */
  readonly kind: QuestionKind;
  /** What is asked, and in which form the answer is wanted. */
  readonly text: string;
  /** A hint for who does not get on. */
  readonly hint: string;
  /** Checks an answer; what runs for it runs once. */
  check(answer: unknown): Promise<Feedback>;
  /** The solution. */
  solution(): Solution;
}

/** Puts a question together, whose solution is found out when it is needed. */
export function asked(kind: QuestionKind, text: string, hint: string, solve: () => Checked): Question {
  let solved: Checked | undefined;
  const solution = (): Checked => solved ??= solve();
  return {
    kind,
    text,
    hint,
    solution,
    check(answer) {
      if (answer === undefined) return Promise.resolve(feedback(kind, 0, "not answered yet."));
      key(kind, ...solution().expected);
      return check(kind, inItsWords(answer));
    },
  };
}
