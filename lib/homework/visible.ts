/** Text of people we do not know, made fit for a terminal and for one line of a table. */

// Controls (C0, DEL, C1), line and paragraph separators, and what turns the direction of writing around.
// deno-lint-ignore no-control-regex
const unseen = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;

/**
 * The text with its control characters written out, so that it moves no cursor, sets no title and hides
 * nothing.
 *
 * @example
 * ```ts
 * console.assert(visible("\x1b[2Jada") === "\\u001b[2Jada");
 * ```
 */
export function visible(text: string): string {
  return text.replace(unseen, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
