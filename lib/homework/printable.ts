/** Text of somebody we do not trust, for a terminal: what would move its cursor, colour it, ring it or turn the writing round is shown. */

/** Control characters but for line breaks and tabs, and the marks that change the direction of writing. */
// deno-lint-ignore no-control-regex
const ACTIVE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The text with nothing in it that a terminal would obey.
 *
 * @example
 * ```ts
 * console.assert(printable("\x1b[2Jgone") === "␛[2Jgone");
 * ```
 */
export function printable(text: string): string {
  return text.replaceAll(ACTIVE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code); // the picture that Unicode has of it
    return `\\u{${code.toString(16)}}`;
  });
}
