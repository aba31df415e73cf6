/**
 * Ticks of an axis of whole numbers, such as counts of cores: they stand at what was measured. There is no
 * core and a half, and ticks at 2, 4, 6 … leave out the one core that all others are seen against.
 */
import { everyNth, MOST_COLUMNS } from "./band_ticks.ts";
import { numeral } from "./numeral.ts";

/** Width of a digit, and of the gap between two numbers, in pixels. */
const DIGIT = 8.3, GAP = 4;

/**
 * The first place that was measured, and of the others those whose numbers have room; `undefined` where
 * places are no whole numbers, or too many to be told apart.
 *
 * @param room from the first place to the last, in pixels
 * @param isLog whether equal ratios lie at equal distances, instead of equal differences
 */
export function measuredTicks(xs: readonly number[], room: number, isLog = false): number[] | undefined {
  const places = [...new Set(xs)].sort((a, b) => a - b), at = isLog ? Math.log : Number;
  if (places.length > MOST_COLUMNS || !places.every(Number.isInteger)) return undefined;
  const pixels = room / (at(places.at(-1)!) - at(places[0]!));
  const half = (place: number) => DIGIT * numeral(place).length / 2;
  const ticks: number[] = [];
  for (const place of everyNth(places, room).ticks ?? places) {
    const last = ticks.at(-1);
    if (last === undefined || pixels * (at(place) - at(last)) >= half(last) + GAP + half(place)) {
      ticks.push(place);
    }
  }
  return ticks;
}
