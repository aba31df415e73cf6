/** What an axis is, and that it is logarithmic where it is: a reader may not see that by its ticks. */

/**
 * The label of an axis.
 *
 * @param label what the axis is, with its unit
 * @example
 * ```ts
 * console.assert(axisLabel("cores", true) === "cores (logarithmic)");
 * console.assert(axisLabel("size (KB)", true) === "size (KB, logarithmic)");
 * ```
 */
export function axisLabel(label: string, isLog: boolean): string {
  if (!isLog) return label;
  return label.endsWith(")") ? `${label.slice(0, -1)}, logarithmic)` : `${label} (logarithmic)`;
}
