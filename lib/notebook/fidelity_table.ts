/** The table "paper against model" that every notebook has. */
import { type Claim, judge, verdictRows } from "../analysis/claims.ts";
import type { Row } from "../rows/row.ts";
import { type Table, table } from "./table.ts";

/** What the paper claims of an experiment and what the rows say, claim by claim. */
export function fidelityTable(
  experiment: { readonly name: string; readonly claims: readonly Claim[] },
  rows: readonly Row[],
): Table {
  return table(verdictRows(judge(experiment, rows)), {
    columns: ["claim", "paper", "model", "unit", "relativeError", "kind", "ok"],
  });
}
