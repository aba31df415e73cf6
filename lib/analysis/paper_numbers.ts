/**
 * How near the model comes to the numbers that the paper states: one row for each, for a figure, and one line
 * for all.
 */
import type { Row } from "../rows/row.ts";
import type { Verdict } from "./verdicts.ts";

/**
 * The paper's own numbers among what was judged. Columns: `experiment`, `claim`, `unit`, `paper` and `model`;
 * `kind`; and `outcome`: `holds`, or the mechanism that the miss is put down to.
 */
export function paperNumbers(verdicts: readonly Verdict[]): Row[] {
  return verdicts.filter(({ whose }) => whose === "paper's number").map((verdict) => ({
    experiment: verdict.experiment,
    claim: verdict.claim,
    unit: verdict.unit,
    paper: verdict.paper,
    ...(verdict.model === null ? {} : { model: verdict.model }),
    kind: verdict.kind,
    outcome: verdict.ok ? "holds" : mechanismOf(verdict),
  }));
}

/** What a miss is put down to. */
export function mechanismOf({ gap }: Verdict): string {
  return gap?.mechanism ?? "not known";
}

/**
 * One line: how many of the paper's own numbers hold, and the median of their errors. Only predicted ones
 * count, since what was put in comes out. Undefined where there are none.
 *
 * @example
 * ```ts
 * import { experiments, judge, paperNumbersLine } from "corey-lab";
 * const rows = await experiments.dupClose.run({ repeats: 1 });
 * console.log(paperNumbersLine(judge(experiments.dupClose, rows)));
 * ```
 */
export function paperNumbersLine(verdicts: readonly Verdict[]): string | undefined {
  const predicted = verdicts.filter(({ whose, kind }) => whose === "paper's number" && kind === "predicted");
  if (predicted.length === 0) return undefined;
  // Without a relative error the model has no number, or something where there should be nothing: as far off
  // as can be.
  const errors = predicted.map(({ relativeError }) => Math.abs(relativeError ?? Infinity)).sort((a, b) =>
    a - b
  );
  const median = (errors[Math.floor((errors.length - 1) / 2)]! + errors[Math.floor(errors.length / 2)]!) / 2;
  const hold = predicted.filter(({ ok }) => ok).length;
  return `Of the paper's own numbers ${hold} of ${predicted.length} predicted ones hold; their median error is ${
    (100 * median).toFixed(1)
  } %.`;
}
