/**
 * What the paper says, as data, and whether the model says it too. A claim that fails stays in the table, with what is known
 * of the reason.
 */
import { z } from "zod";
import { optionsOf, text } from "../input/options.ts";
import type { Sureness } from "../input/sourced.ts";
import type { Row } from "../rows/row.ts";

/** What the model's value should be. */
export type Expected =
  /** Near a value: `within` is relative, 0.15 being 15 %. */
  | { readonly about: number; readonly within: number }
  /** Not more than a value. */
  | { readonly atMost: number }
  /** Not less than a value. */
  | { readonly atLeast: number };

/** One statement of the paper that the model can be held to. */
export interface Claim {
  /** The paper's statement, in the project's words. */
  readonly claim: string;
  /** What is expected. */
  readonly expected: Expected;
  /** Unit of the value; `ratio` or `1` for plain numbers. */
  readonly unit: string;
  /** How sure the paper's value is. */
  readonly sure: Sureness;
  /** `calibrated`: an input of the model, read back. `predicted`: it comes out of the model. */
  readonly kind: "calibrated" | "predicted";
  /** The paper says it in words; the number that stands for them is the project's. */
  readonly ours?: true;
  /** Reads the model's value off the rows of the experiment; undefined if the model has none. */
  readonly model: (rows: readonly Row[]) => number | undefined;
  /** Why the model is known to miss it. Its presence says that it does; a test fails once it no longer does. */
  readonly gap?: string;
}

const checked = optionsOf<Pick<Claim, "ours" | "gap">>("predicted", {
  ours: z.literal(true).optional(),
  gap: text.optional(),
});

/**
 * A claim about what comes out of the model.
 *
 * @example
 * ```ts
 * import { predicted, valueOf } from "corey-lab";
 * const claim = predicted(
 *   "Sixteen cores have 51 L3 misses per dup+close",
 *   { about: 51, within: 0.15 },
 *   "misses/op",
 *   "P",
 *   (rows) => valueOf(rows, { cores: 16 }, "l3MissesPerOp"),
 * );
 * console.log(claim.kind); // predicted
 * ```
 */
export function predicted(
  claim: string,
  expected: Expected,
  unit: string,
  sure: Sureness,
  model: Claim["model"],
  remarks: Pick<Claim, "ours" | "gap"> = {},
): Claim {
  checked(remarks);
  return { claim, expected, unit, sure, kind: "predicted", model, ...remarks };
}

/** A claim about an input of the model, read back. Its parameters are those of {@link predicted}. */
export function calibrated(...claim: Parameters<typeof predicted>): Claim {
  return { ...predicted(...claim), kind: "calibrated" };
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
  /** (model − paper) / paper; for a bound that is kept, 0. */
  readonly relativeError: number | null;
  /** What is allowed, relative; 0 for a bound. */
  readonly tolerance: number;
  /** The paper says it in words; the number that stands for them is the project's. */
  readonly ours: boolean;
  /** An input read back, or a prediction. */
  readonly kind: Claim["kind"];
  /** How sure the paper's value is. */
  readonly sure: Sureness;
  /** Whether the model agrees. */
  readonly ok: boolean;
  /** Why it is known not to. */
  readonly gap?: string;
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
    const { expected } = claim;
    const paper = "about" in expected
      ? expected.about
      : "atMost" in expected
      ? expected.atMost
      : expected.atLeast;
    const relation = "about" in expected ? "≈" : "atMost" in expected ? "≤" : "≥";
    const tolerance = "about" in expected ? expected.within : 0;
    const value = claim.model(rows);
    const model = value === undefined || Number.isNaN(value) ? null : value;
    const keepsBound = model !== null &&
      ("atMost" in expected ? model <= paper : "atLeast" in expected ? model >= paper : false);
    const relativeError = model === null ? null : keepsBound || model === paper ? 0 : (model - paper) / paper;
    return {
      experiment: experiment.name,
      claim: claim.claim,
      relation,
      paper,
      model,
      unit: claim.unit,
      relativeError,
      tolerance,
      ours: claim.ours === true,
      kind: claim.kind,
      sure: claim.sure,
      ok: relativeError !== null && Math.abs(relativeError) <= tolerance,
      ...(claim.gap === undefined ? {} : { gap: claim.gap }),
    };
  });
}

/** Verdicts as rows to be read: what the paper says in one column (`≈ 51 ± 15 %`, `≤ 1.02`), what there is not left out. */
export function verdictRows(verdicts: readonly Verdict[]): Row[] {
  // Non-breaking spaces keep a number and its sign together; adding 0 turns −0 into 0.
  const percent = (fraction: number) => `${(Math.round(1000 * fraction) / 10 + 0).toFixed(1)}\u00a0%`;
  const within = (tolerance: number) =>
    tolerance > 0 ? `\u00a0±\u00a0${Math.round(100 * tolerance)}\u00a0%` : "";
  return verdicts.map((
    { experiment, claim, relation, paper, tolerance, ours, model, unit, relativeError, kind, ok, gap },
  ) => ({
    experiment,
    claim,
    paper: `${relation}\u00a0${paper.toLocaleString("en")}${within(tolerance)}${ours ? " (our bound)" : ""}`,
    ...(model === null ? {} : { model }),
    unit,
    ...(relativeError === null ? {} : { relativeError: percent(relativeError) }),
    kind,
    ok,
    ...(gap === undefined ? {} : { gap }),
  }));
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
