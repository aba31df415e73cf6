/**
 * What the paper says, as data, and whether the model says it too. A claim that fails stays in the table, with what is known
 * of the reason.
 */
import type { Sureness } from "../input/sourced.ts";
import type { Row } from "../rows/row.ts";

/** What the model's value should be. */
export type Expected =
  /** Near a value: `within` is relative, 0.15 being 15 %. */
  | { readonly about: number; readonly within: number }
  /** Nothing; up to this much counts as nothing. */
  | { readonly about: 0; readonly upTo: number }
  /** Not more than a value. */
  | { readonly atMost: number }
  /** Not less than a value. */
  | { readonly atLeast: number };

/** How the model is known to miss a claim. */
export interface Gap {
  /** The value that the model has instead: a test holds it to 5 %, so that a gap that closes, widens or moves is noticed. */
  readonly model: number;
  /** What is known of the reason. */
  readonly why: string;
}

/**
 * One statement of the paper that the model can be held to.
 *
 * @example
 * ```ts
 * import { type Claim, value } from "corey-lab";
 * const claim: Claim = {
 *   says: "Sixteen cores have {} L3 misses per dup+close",
 *   expect: { about: 51, within: 0.15 },
 *   unit: "misses/op",
 *   sure: "P",
 *   kind: "predicted",
 *   whose: "paper's number",
 *   model: value({ cores: 16 }, "l3MissesPerOp"),
 * };
 * ```
 */
export interface Claim {
  /**
   * The paper's statement, in the project's words. `{}` stands for the number that is expected, `{%}` for it as a percentage, so that it is
   * written once.
   */
  readonly says: string;
  /** What is expected. */
  readonly expect: Expected;
  /** Unit of the value; `ratio` or `1` for plain numbers. */
  readonly unit: string;
  /** How sure the paper's value is. */
  readonly sure: Sureness;
  /** `calibrated`: an input of the model, read back. `predicted`: it comes out of the model. */
  readonly kind: "calibrated" | "predicted";
  /**
   * `paper's number`: the paper states it. `paper's words`: the paper says that something is more, or falls, or is there, and the bound says
   * just that. `ours`: the paper says it in words of degree (steeply, nearly flat) or not at all, and the number is the project's.
   */
  readonly whose: "paper's number" | "paper's words" | "ours";
  /** Reads the model's value off the rows of the experiment; undefined if the model has none. */
  readonly model: (rows: readonly Row[]) => number | undefined;
  /** How the model is known to miss it. Its presence says that it does. */
  readonly gap?: Gap;
}

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
  /** (model − paper) / paper; for a bound that is kept, 0; null where there is no such number. */
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
 * Whether a claim came out as its record says: it holds; or it is missed, has a gap, and the model's value is the gap's within 5 %.
 *
 * @example
 * ```ts
 * import { asRecorded, experiments, judge } from "corey-lab";
 * const rows = await experiments.footprint.run();
 * console.log(judge(experiments.footprint, rows).every(asRecorded)); // true
 * ```
 */
export function asRecorded({ ok, gap, model }: Verdict): boolean {
  if (gap === undefined) return ok;
  return !ok && model !== null && Math.abs(model - gap.model) <= 0.05 * Math.abs(gap.model);
}

/** Verdicts as rows to be read: what the paper says in one column (`≈ 51 ± 15 %`, `≤ 1.02`), what there is not left out. */
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
      ...(gap === undefined ? {} : { gap: gap.why }),
    };
  });
}

function numeral(value: number): string {
  return value.toLocaleString("en");
}

/**
 * The value of a column in the row that matches; undefined if there is no such row.
 *
 * @example
 * ```ts
 * import { valueOf } from "corey-lab";
 * console.log(valueOf([{ cores: 1, l3MissesPerOp: 0 }], { cores: 1 }, "l3MissesPerOp")); // 0
 * ```
 */
export function valueOf(rows: readonly Row[], match: Row, column: string): number | undefined {
  const value = rows.find((row) => matches(row, match))?.[column];
  return typeof value === "number" ? value : undefined;
}

/** Whether a row has these values in these columns. */
export function matches(row: Row, match: Row): boolean {
  return Object.entries(match).every(([key, value]) => row[key] === value);
}
