/** The table "paper against model" that every notebook has, and below it the reasons for what it misses. */
import type { Claim } from "../analysis/claims.ts";
import { judge, type Verdict, verdictRows } from "../analysis/verdicts.ts";
import type { Row } from "../rows/row.ts";
import { escapeHtml } from "./escape.ts";
import { display, type Table, table } from "./table.ts";

/**
 * What the paper claims of an experiment and what the rows say, claim by claim.
 *
 * @example
 * ```ts
 * import { experiments, fidelityTable } from "corey-lab";
 * const rows = await experiments.locks.run({ cores: [1, 2, 4, 5, 8, 16], repeats: 2 });
 * console.log(fidelityTable(experiments.locks, rows).text);
 * ```
 */
export function fidelityTable(
  experiment: { readonly name: string; readonly claims: readonly Claim[] },
  rows: readonly Row[],
): Table {
  const verdicts = judge(experiment, rows), missed = verdicts.filter(({ ok }) => !ok);
  const claims = table(verdictRows(verdicts), {
    columns: ["claim", "paper", "whose", "model", "unit", "relativeError", "kind", "ok"],
  });
  if (missed.length === 0) return claims;
  const items = missed.map((one) => `<li><b>${escapeHtml(one.claim)}.</b> ${escapeHtml(reason(one))}</li>`);
  const html = `${claims.html}\n<p>Missed:</p>\n<ul>\n${items.join("\n")}\n</ul>`;
  const text = [claims.text, "Missed:", ...missed.map((one) => `- ${one.claim}. ${reason(one)}`)].join("\n");
  return { ...claims, html, text, [display]: () => ({ "text/html": html, "text/plain": text }) };
}

function reason({ gap }: Verdict): string {
  return gap?.why ?? "The reason is not known.";
}
