/** Names below bars that stand side by side: not more than there is room for. */

/** Bars, or columns of cells, that are still a pixel wide. */
export const MOST_COLUMNS = 512;

/** So many names fit below one another's neighbours, however short. */
const MOST_NAMES = 34;

/** Width of a letter, and of the gap between two names, in pixels. */
const LETTER = 6.4, GAP = 6;

/**
 * Every second, fifth, tenth … value, if there is not room for all.
 *
 * @param room for all names, in pixels
 */
export function everyNth<Value>(values: readonly Value[], room = 640): { readonly ticks?: Value[] } {
  const longest = Math.max(0, ...values.map((value) => String(value).length));
  const most = Math.min(MOST_NAMES, Math.floor(room / (LETTER * longest + GAP)));
  if (values.length <= most) return {};
  const n = [2, 5, 10, 20, 50].find((n) => values.length / n <= most) ?? 100;
  return { ticks: values.filter((_, i) => i % n === 0) };
}
