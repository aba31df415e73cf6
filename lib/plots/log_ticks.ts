/** Ticks of a logarithmic axis: few enough that each gets its number. */
import { extentOf } from "./extent.ts";

/** Where values lie farther apart, ticks stand at powers of ten alone, and at so many of them at most. */
const MOST_DECADES = 8;

/**
 * The ticks from the last at or below the smallest value to the first at or above the largest: two at least,
 * if anything can be drawn. They stand at 1, 2 and 5 times the powers of ten, or, over more than eight
 * powers, at equal distances.
 *
 * @param values what is drawn; what is not above zero has no place on such an axis
 */
export function logTicks(values: readonly number[]): number[] {
  const [least, most] = extentOf(values.filter((value) => value > 0 && Number.isFinite(value)));
  if (least > most) return [];
  // One power more on either side: the logarithm of a number just below a power of ten is rounded to that
  // power's.
  const from = Math.floor(Math.log10(least)) - 1, to = Math.floor(Math.log10(most)) + 1;
  const step = Math.max(1, Math.ceil((to - from - 2) / MOST_DECADES)),
    digits = step > 1 ? [1] : [1, 2, 5],
    ticks: number[] = [];
  for (let power = Math.floor(from / step) * step; power < to + step; power += step) {
    // No number is smaller than 5e-324, and none larger than 1.8e308.
    ticks.push(
      ...digits.map((digit) => Number(`${digit}e${power}`)).filter((tick) => tick > 0 && tick < Infinity),
    );
  }
  const first = Math.max(0, ticks.findLastIndex((tick) => tick <= least)),
    last = ticks.findIndex((tick) => tick >= most);
  return ticks.slice(first, last < 0 ? ticks.length : Math.max(last, first + 1) + 1);
}
