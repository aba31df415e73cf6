/**
 * N. Gunther's Universal Scalability Law, fitted to rows: throughput(n) = λn / (1 + σ(n−1) + κn(n−1)). λ is
 * what one core does alone, σ the share of the work that is serial, κ what each pair of cores costs by
 * keeping data coherent.
 *
 * It says how much, never why: three numbers sum up whatever happened. And it is a law of cores that are all
 * alike; where the first core is special (it owns the line, the others come over a link), it fits
 * badly, and its limits of confidence say so.
 */
// Evaluated when something is fitted: few do, and it takes as long as a third of the lab.
import defer * as algebra from "ml-matrix";
import defer * as fitting from "ml-levenberg-marquardt";
import { InputError } from "../input/check.ts";
import { checkRows } from "../input/given.ts";
import type { Row } from "../rows/row.ts";
import { studentFactor } from "./student.ts";

/** A fitted number with its 95 % limits of confidence. */
export interface Fitted {
  /** The best value. */
  readonly value: number;
  /** Lower limit. */
  readonly low: number;
  /** Upper limit. */
  readonly high: number;
}

/** The law, fitted. */
export interface UslFit {
  /** λ: throughput of one core, in the unit of the fitted column. */
  readonly lambda: Fitted;
  /** σ: contention, the serial share, without unit. */
  readonly sigma: Fitted;
  /** κ: coherence, per pair of cores, without unit. */
  readonly kappa: Fitted;
  /** The share of the variance that the law explains: 1 is a perfect fit. */
  readonly rSquared: number;
  /** The core count of the highest throughput: √((1−σ)/κ), 1 where cores only do harm, infinite without κ. */
  readonly peakCores: number;
  /** Throughput at a core count, with its 95 % limits. */
  at(cores: number): Fitted;
}

type Parameters = readonly number[];

const law = ([lambda, sigma, kappa]: Parameters) => (n: number): number =>
  lambda! * n / (1 + sigma! * (n - 1) + kappa! * n * (n - 1));

/** How the law changes with each of its parameters. */
const slopes = ([lambda, sigma, kappa]: Parameters) => (n: number): number[] => {
  const below = 1 + sigma! * (n - 1) + kappa! * n * (n - 1), bend = -lambda! * n * (n - 1) / below ** 2;
  return [n / below, bend, bend * n];
};

/**
 * Fits the law to rows of one series, by least squares.
 *
 * @param rows one a core count
 * @param column the throughput
 * @throws {InputError} when there are fewer than four core counts, or no throughput above zero
 * @example
 * ```ts
 * import { fitUsl, range } from "corey-lab";
 * const rows = range(1, 16).map((cores) => ({
 *   cores,
 *   throughputPerSecond: 100 * cores / (1 + 0.05 * (cores - 1)),
 * }));
 * const { sigma, kappa } = fitUsl(rows);
 * console.log(sigma.value.toFixed(3), kappa.value.toFixed(3)); // 0.050 0.000
 * ```
 */
export function fitUsl(rows: readonly Row[], column = "throughputPerSecond"): UslFit {
  checkRows("fitUsl", rows);
  const points = rows.map((row) => ({ n: Number(row.cores), y: Number(row[column]) }));
  const scale = Math.max(...points.map(({ y }) => y));
  if (new Set(points.map(({ n }) => n)).size < 4 || !(scale > 0)) {
    throw new InputError(`fitting three numbers to ${column} takes rows of four core counts or more`);
  }
  const x = points.map(({ n }) => n), y = points.map((point) => point.y / scale);
  const fits = startingPoints(x, y).map((initialValues) =>
    fitting.levenbergMarquardt({ x, y }, (p) => law(p), {
      initialValues: [...initialValues],
      jacobianFunction: (p) => slopes(p),
      minValues: [1e-12, 0, 0],
      maxIterations: 100,
      errorTolerance: 1e-15,
      improvementThreshold: 1e-9,
    })
  );
  const { parameterValues } = fits.reduce((a, b) => b.parameterError < a.parameterError ? b : a);
  return fitOf(parameterValues, x, y, scale);
}

/**
 * Least squares have valleys of their own where a parameter is at zero, so the search starts from more than
 * one place.
 */
function startingPoints(x: readonly number[], y: readonly number[]): Parameters[] {
  const one = Math.max(...x.map((n, i) => y[i]! / n));
  // n / throughput is linear in 1/λ, σ/λ and κ/λ.
  const [a, b, c] = algebra.solve(
    new algebra.Matrix(x.map((n) => [1, n - 1, n * (n - 1)])),
    algebra.Matrix.columnVector(x.map((n, i) => n / y[i]!)),
    true,
  ).to1DArray() as [number, number, number];
  const linear = a > 0 ? [[1 / a, Math.max(0, b / a), Math.max(0, c / a)]] : [];
  return [...linear, [one, 0.1, 0.001], [one, 1, 0.1], [one, 3, 1]];
}

function fitOf(best: Parameters, x: readonly number[], y: readonly number[], scale: number): UslFit {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const residuals = x.map((n, i) => y[i]! - law(best)(n));
  const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  // A parameter that ran into zero has no slope there: its limits are not known, and it is left out.
  const free = best.map((value, i) => i === 0 || value > 1e-9);
  const gradient = (n: number) => slopes(best)(n).map((slope, i) => free[i] ? slope : 0);
  const jacobian = new algebra.Matrix(x.map(gradient));
  const freedom = Math.max(1, x.length - free.filter(Boolean).length);
  const covariance = algebra.pseudoInverse(jacobian.transpose().mmul(jacobian)).mul(
    squares(residuals) / freedom,
  );
  const factor = studentFactor(freedom);
  const fitted = (value: number, deviation: number, unit: number): Fitted => ({
    value: value * unit,
    low: Math.max(0, value - factor * deviation) * unit,
    high: (value + factor * deviation) * unit,
  });
  const parameter = (i: number, unit: number) =>
    fitted(best[i]!, Math.sqrt(Math.max(0, covariance.get(i, i))), unit);
  const [, sigma, kappa] = best as [number, number, number];
  return {
    lambda: parameter(0, scale),
    sigma: parameter(1, 1),
    kappa: parameter(2, 1),
    rSquared: 1 - squares(residuals) / squares(y.map((value) => value - mean)),
    peakCores: sigma >= 1 ? 1 : Math.max(1, Math.sqrt((1 - sigma) / kappa)),
    at(cores) {
      const slope = algebra.Matrix.columnVector(gradient(cores));
      const variance = slope.transpose().mmul(covariance).mmul(slope).get(0, 0);
      return fitted(law(best)(cores), Math.sqrt(Math.max(0, variance)), scale);
    },
  };
}

/**
 * The fitted curve as rows, to draw beside what was fitted: `system`, `cores`, the fitted column, and its
 * limits as `…Min` and `…Max`.
 *
 * @param system what the curve is called
 */
export function uslRows(
  fit: UslFit,
  system: string,
  cores: readonly number[],
  column = "throughputPerSecond",
): Row[] {
  return cores.map((count) => {
    const { value, low, high } = fit.at(count);
    return { system, cores: count, [column]: value, [`${column}Min`]: low, [`${column}Max`]: high };
  });
}
