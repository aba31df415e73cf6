/** Column names → words. */

const shortForms = new Set([
  "cpu",
  "dma",
  "dram",
  "id",
  "ipc",
  "ipi",
  "mcs",
  "mesif",
  "moesi",
  "numa",
  "os",
  "tcp",
  "tlb",
  "usl",
]);

const units = new Set([
  "seconds",
  "milliseconds",
  "microseconds",
  "nanoseconds",
  "cycles",
  "bytes",
  "kilobytes",
  "megabytes",
  "percent",
]);

/**
 * Turns the name of a column into words, with a unit at its end in brackets.
 *
 * @param column A name in camel case.
 * @returns Words in lower case, short forms in capitals.
 *
 * @example
 * ```ts
 * console.assert(heading("l3MissesPerOp") === "L3 misses per op");
 * console.assert(heading("mapSeconds") === "map (seconds)");
 * ```
 */
export function heading(column: string): string {
  const words = (column.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+/g) ?? [column])
    .map((word) => word.toLowerCase())
    .map((word) => shortForms.has(word) || /^l[1-4]$/.test(word) ? word.toUpperCase() : word);
  const last = words[words.length - 1] ?? "";
  if (words.length === 1 || words.includes("per") || !units.has(last)) return words.join(" ");
  return `${words.slice(0, -1).join(" ")} (${last})`;
}
