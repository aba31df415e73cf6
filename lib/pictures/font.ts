/**
 * The one typeface of all pictures, and how much room a text takes in it.
 *
 * An SVG names DejaVu Sans first and Verdana second: both descend from Bitstream Vera's proportions, so a
 * picture looks the same where only one of them is installed. The PNG renderer is given the font's file.
 */

/** The `font-family` of every text in a picture. */
export const fontFamily = "'DejaVu Sans', Verdana, sans-serif";

/** The family's name inside the font's own files. */
export const fontName = "DejaVu Sans";

/** Sizes of text in a picture, in CSS pixels. */
export const fontSize = { title: 16, subtitle: 13, label: 13, caption: 12 } as const;

/** Advance of a character in DejaVu Sans, in em, by the kind of character. */
const advances: readonly (readonly [kind: RegExp, em: number])[] = [
  [/[\sfijlrt.,:;'"|()[\]!/-]/, 0.34],
  [/[mwMW%@→←↑↓×±=+]/, 0.86],
  [/[A-Z&]/, 0.7],
  [/[0-9]/, 0.64],
];
const otherAdvance = 0.6;
const boldFactor = 1.13;

/**
 * Estimates how wide a text is, in CSS pixels. Close enough to lay out labels, and needs no renderer.
 *
 * @param text The text, on one line.
 * @param size The font's size in CSS pixels.
 * @param weight Whether the text is bold.
 * @returns The estimated width in CSS pixels.
 *
 * @example
 * ```ts
 * console.assert(textWidth("ill", 10) < textWidth("WWW", 10));
 * ```
 */
export function textWidth(text: string, size: number, weight: "normal" | "bold" = "normal"): number {
  const em = Array.from(text, (letter) => advances.find(([kind]) => kind.test(letter))?.[1] ?? otherAdvance)
    .reduce((sum, advance) => sum + advance, 0);
  return em * size * (weight === "bold" ? boldFactor : 1);
}

/**
 * Breaks a text between words so that no line is wider than asked, unless one word alone is.
 *
 * @param text The text; its white space is taken as places to break.
 * @param width The room for a line, in CSS pixels.
 * @param size The font's size in CSS pixels.
 * @param weight Whether the text is bold.
 * @returns The lines, at least one.
 *
 * @example
 * ```ts
 * console.assert(wrapText("model and paper", 80, 13).join("|") === "model and|paper");
 * ```
 */
export function wrapText(
  text: string,
  width: number,
  size: number,
  weight: "normal" | "bold" = "normal",
): string[] {
  const lines = [""];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines[lines.length - 1] ?? "";
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer, size, weight) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
