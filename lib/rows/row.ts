/** What may stand in one cell of a row. */
export type Cell = string | number | boolean;

/**
 * One measurement: flat, tidy, with the unit in each name (`throughputPerSecond`, `latencyCycles`).
 * Rows are the only thing that passes from a simulation to a picture, a table, a claim or a file.
 */
export type Row = Readonly<Record<string, Cell>>;

/**
 * All columns that any row names, each where it comes first.
 *
 * @example
 * ```ts
 * console.assert([...columnsOf([{ a: 1 }, { b: 2, a: 3 }])].join() === "a,b");
 * ```
 */
export function columnsOf(rows: readonly Row[]): Set<string> {
  const columns = new Set<string>();
  for (const row of rows) for (const column of Object.keys(row)) columns.add(column);
  return columns;
}

/**
 * What rows warn of in their column `warning`, as sentences, each once.
 *
 * @example
 * ```ts
 * // ["Warning: the window is too short."]
 * console.log(warningsOf([{ rate: 5, warning: "the window is too short" }]));
 * ```
 */
export function warningsOf(rows: readonly Row[]): string[] {
  const warnings = new Set(rows.map(({ warning }) => warning).filter((warning) => warning !== undefined));
  return Array.from(warnings, (warning) => `Warning: ${warning}.`);
}
