/** Names below bars that stand side by side: not more than there is room for. */

/** Bars, or columns of cells, that are still a pixel wide. */
export const MOST_COLUMNS = 512;

/** So many names fit below one another's neighbours. */
const MOST_NAMES = 34;

/** Every second, fifth, tenth … value, if there is not room for all. */
export function everyNth<Value>(values: readonly Value[]): { readonly ticks?: Value[] } {
  if (values.length <= MOST_NAMES) return {};
  const n = [2, 5, 10, 20, 50].find((n) => values.length / n <= MOST_NAMES) ?? 100;
  return { ticks: values.filter((_, i) => i % n === 0) };
}
