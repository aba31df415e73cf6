/** What may stand in one cell of a row. */
export type Cell = string | number | boolean;

/**
 * One measurement: flat, tidy, with the unit in each name (`throughputPerSecond`, `latencyCycles`).
 * Rows are the only thing that passes from a simulation to a picture, a table, a claim or a file.
 */
export type Row = Readonly<Record<string, Cell>>;
