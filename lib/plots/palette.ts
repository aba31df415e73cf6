/**
 * Colours that colour-blind readers tell apart (Okabe and Ito, "Color Universal Design", 2008), each with a
 * dash of its own (and in `markers.ts` a marker), so that a figure also reads in black and white.
 */

/** Colours, in order of use. */
export const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"] as const;

/** Dash patterns, in order of use; the first is a full line. */
export const dashes = ["", "7,4", "2,3", "10,3,2,3", "4,2", "12,4", "1,4"] as const;
