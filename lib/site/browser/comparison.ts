/** Two runs side by side: their rows together, told apart by the name of the system. */
import type { Row } from "../../rows/row.ts";

/** Rows to draw, each with the row that it was made of. */
export type Drawn = Map<Row, Row>;

/** The rows of one run, or of two: A is the pinned one. */
export function together(rows: readonly Row[], pinned: readonly Row[] | undefined): Drawn {
  if (pinned === undefined) return new Map(rows.map((row) => [row, row]));
  const named =
    (letter: string) => (row: Row): [Row, Row] => [{ ...row, system: `${letter}: ${row.system}` }, row];
  return new Map([...pinned.map(named("A")), ...rows.map(named("B"))]);
}
