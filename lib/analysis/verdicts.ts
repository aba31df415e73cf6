/** Whether the model says what the paper says: rows of an experiment, held against its claims. */
import type { Sureness } from "../input/sourced.ts";
import type { Row } from "../rows/row.ts";
import type { Claim, Expected, Gap } from "./claims.ts";

/** How a claim came out: one row of the fidelity table. */
export interface Verdict {
  /** Name of the experiment. */
  readonly experiment: string;
  /** The statement. */
  readonly claim: string;
  /** How model and paper are to be related: about equal, at most, at least. */
  readonly relation: "≈" | "≤" | "≥";
  /** The paper's value, or the bound. */
  readonly paper: number;
  /** The model's value; null if it has none. */
  readonly model: number | null;
  /** Unit of both. */
  readonly unit: string;
  /** (model − paper) / paper; for a bound that is kept, 0; null if it is not a number. */
  readonly relativeError: number | null;
  /** What is allowed, relative; 0 for a bound. */
  readonly tolerance: number;
  /** Where nothing is expected: what counts as nothing. */
  readonly upTo?: number;
  /** Whether number and words are the paper's. */
  readonly whose: Claim["whose"];
  /** An input read back, or a prediction. */
  readonly kind: Claim["kind"];
  /** How sure the paper's value is. */
  readonly sure: Sureness;
  /** Whether the model agrees. */
  readonly ok: boolean;
  /** How it is known not to. */
  readonly gap?: Gap;
}

/**
 * Holds the model's rows against what the paper says.
 *
 * @param experiment what made the rows: its name and its claims
 */
export function judge(
  experiment: { readonly name: string; readonly claims: readonly Claim[] },
  rows: readonly Row[],
): Verdict[] {
  return experiment.claims.map((claim) => {
    const { says, expect, unit, whose, kind, sure, gap } = claim;
    const [relation, paper] = "about" in expect
      ? ["≈", expect.about] as const
      : "atMost" in expect
      ? ["≤", expect.atMost] as const
      : ["≥", expect.atLeast] as const;
    const value = claim.model(rows), model = value === undefined || Number.isNaN(value) ? null : value;
    const tolerance = "within" in expect ? expect.within : 0;
    const error = model === null
      ? null
      : model === paper || keepsBound(expect, model)
      ? 0
      : (model - paper) / paper;
    const relativeError = error === null || !Number.isFinite(error) ? null : error;
    return {
      experiment: experiment.name,
      claim: says.replace("{}", numeral(paper)).replace("{%}", `${numeral(100 * paper)} %`),
      relation,
      paper,
      model,
      unit,
      relativeError,
      tolerance,
      ...("upTo" in expect ? { upTo: expect.upTo } : {}),
      whose,
      kind,
      sure,
      ok: relativeError !== null && Math.abs(relativeError) <= tolerance,
      ...(gap === undefined ? {} : { gap }),
    };
  });
}

function keepsBound(expect: Expected, model: number): boolean {
  if ("upTo" in expect) return Math.abs(model) <= expect.upTo;
  if ("atMost" in expect) return model <= expect.atMost;
  return "atLeast" in expect && model >= expect.atLeast;
}

/**
 * Whether a claim came out as its record says: it holds; or it is missed, has a gap, and the model's value is
 * the gap's within 5 %.
 *
 * @example
 * ```ts
 * import { experiments } from "corey-lab";
 * import { asRecorded, judge } from "corey-lab/analysis";
 * const rows = await experiments.footprint.run();
 * console.log(judge(experiments.footprint, rows).every(asRecorded)); // true
 * ```
 */
export function asRecorded({ ok, gap, model }: Verdict): boolean {
  if (gap === undefined) return ok;
  return !ok && model !== null && Math.abs(model - gap.model) <= 0.05 * Math.abs(gap.model);
}

/**
 * Verdicts as rows to be read: what the paper says in one column (`≈ 51 ± 15 %`, `≤ 1.02`), what is missing
 * left out.
 */
export function verdictRows(verdicts: readonly Verdict[]): Row[] {
  // Non-breaking spaces keep a number and its sign together; adding 0 turns −0 into 0.
  const percent = (fraction: number) => `${(Math.round(1000 * fraction) / 10 + 0).toFixed(1)}\u00a0%`;
  const within = ({ tolerance, upTo }: Verdict) =>
    tolerance > 0
      ? `\u00a0±\u00a0${Math.round(100 * tolerance)}\u00a0%`
      : upTo
      ? `, up to ${numeral(upTo)}`
      : "";
  return verdicts.map((verdict) => {
    const { experiment, claim, relation, paper, whose, model, unit, relativeError, kind, ok, gap } = verdict;
    return {
      experiment,
      claim,
      paper: `${relation}\u00a0${numeral(paper)}${within(verdict)}`,
      whose,
      ...(model === null ? {} : { model }),
      unit,
      ...(relativeError === null ? {} : { relativeError: percent(relativeError) }),
      kind,
      ok,
      ...(gap === undefined ? {} : { mechanism: gap.mechanism, gap: gap.why }),
    };
  });
}

function numeral(value: number): string {
  return value.toLocaleString("en");
}
