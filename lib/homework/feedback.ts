/** What a student is told about an answer. */
import { escapeHtml } from "../notebook/escape.ts";
import { display } from "../notebook/table.ts";

/** What became of an answer. */
export interface Feedback {
  /** The question, such as `1a`. */
  readonly question: string;
  /** The share of the points it is worth, from 0 to 1; null if that is known only when it is graded. */
  readonly credit: number | null;
  /** In words: right, or a hint that does not give the answer away. */
  readonly message: string;
  /** What a notebook shows if it is the last expression of a cell. */
  [display](): Record<string, string>;
}

/**
 * Makes feedback.
 *
 * @example
 * ```ts
 * const { message } = feedback("1a", 0, "Look at the other axis.");
 * ```
 */
export function feedback(question: string, credit: number | null, message: string): Feedback {
  const mark = credit === null ? "…" : credit >= 1 ? "✓" : credit > 0 ? "◐" : "✗";
  const text = `${mark} ${question}: ${message}`;
  const html = `<p>${escapeHtml(text)}</p>`;
  return {
    question,
    credit,
    message,
    [display]: () => ({ "text/html": html, "text/plain": text }),
  };
}
