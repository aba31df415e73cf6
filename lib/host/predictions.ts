/** What the model predicts for the computer, calibrated on one core, beside what was measured on more. */
import { InputError } from "../input/check.ts";
import type { Row } from "../rows/row.ts";

/**
 * The model's rows in the computer's units: as much faster or slower as the computer's one core is than the
 * model's. A system call of today is not that of 2008; what is predicted is what more cores make of it.
 *
 * @param measured rows of this computer, of one workload
 * @param simulated rows of the same workload on the computer's machine, with one core among them
 * @returns a row a core count that both have: `workload`, `system` (the model), `cores`,
 * `throughputPerSecond` (predicted), `measuredPerSecond` and its `spread`, both as multiples of one core's
 * (`speedUp`, `measuredSpeedUp`), and the `factor` of measured over predicted
 * @throws {InputError} when either has no row of one core
 * @example
 * ```ts
 * import { predictions } from "corey-lab/host";
 * const measured = [{ cores: 1, throughputPerSecond: 50 }, { cores: 2, throughputPerSecond: 30 }];
 * const simulated = [{ cores: 1, throughputPerSecond: 100 }, { cores: 2, throughputPerSecond: 40 }];
 * console.log(predictions(measured, simulated)[1]!.throughputPerSecond); // 20
 * ```
 */
export function predictions(measured: readonly Row[], simulated: readonly Row[]): Row[] {
  const rateOf = (rows: readonly Row[], cores: unknown): number | undefined => {
    const rate = rows.find((row) => row.cores === cores)?.throughputPerSecond;
    return typeof rate === "number" ? rate : undefined;
  };
  const one = rateOf(measured, 1), model = rateOf(simulated, 1);
  if (one === undefined || model === undefined) {
    throw new InputError("predictions: expected a row with cores = 1 and throughputPerSecond among both");
  }
  return measured.flatMap(({ workload, cores, spread }) => {
    const measuredPerSecond = rateOf(measured, cores), rate = rateOf(simulated, cores);
    if (measuredPerSecond === undefined || rate === undefined) return [];
    const throughputPerSecond = rate * one / model, factor = measuredPerSecond / throughputPerSecond;
    return [{
      ...(workload !== undefined && { workload }),
      system: "the model",
      cores: cores!,
      throughputPerSecond,
      measuredPerSecond,
      ...(spread !== undefined && { spread }),
      speedUp: throughputPerSecond / one,
      measuredSpeedUp: measuredPerSecond / one,
      factor,
    }];
  });
}
