/**
 * The smallest and the largest of any number of values: spread out as arguments, a hundred thousand would be
 * too many.
 */
export function extentOf(values: Iterable<number>): readonly [least: number, most: number] {
  let least = Infinity, most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
