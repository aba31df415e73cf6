/** Ticks of a logarithmic axis at 1, 2 and 5 times the powers of ten: few enough that each gets its number. */

/**
 * The ticks from the last at or below the smallest value to the first at or above the largest: two at least, if anything can be drawn.
 *
 * @param values what is drawn; what is not above zero has no place on such an axis
 */
export function logTicks(values: readonly number[]): number[] {
  const drawn = values.filter((value) => value > 0 && Number.isFinite(value));
  if (drawn.length === 0) return [];
  const least = Math.min(...drawn), most = Math.max(...drawn), ticks: number[] = [];
  // One power more on either side: the logarithm of a number just below a power of ten is rounded to that power's.
  for (let power = Math.floor(Math.log10(least)) - 1; power <= Math.floor(Math.log10(most)) + 1; power++) {
    ticks.push(...[1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  }
  const first = ticks.findLastIndex((tick) => tick <= least), last = ticks.findIndex((tick) => tick >= most);
  return ticks.slice(first, Math.max(last, first + 1) + 1);
}
