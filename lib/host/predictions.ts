/** What the model predicts for the computer, calibrated on one core, beside what was measured on more. */
import { sweep } from "../experiments/run_points.ts";
import { InputError } from "../input/check.ts";
import type { MachineSpec } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";
import type { Run } from "../workloads/workload.ts";
import type { Counterpart } from "./counterparts.ts";

/**
 * The model's rows for what was measured, calibrated at one core. A system call from JavaScript is not one of
 * 2008 from C. What an operation takes longer here than in the model, one core alone, is time of that core's
 * own (`ownCycles`): nothing in it is shared, so each core of the model computes as long after each
 * operation. What sharing costs then comes from the machine, whose transfers were measured.
 *
 * Where the computer is the faster one, `ownCycles` is below 0, and nothing tells which part of the operation
 * takes it less: all of the model's rates are multiplied by that of one core.
 *
 * @param counterpart what stands in the model for the workload
 * @param machine the computer, as a machine
 * @param measured rows of the workload on the computer, one of them of one core
 * @returns a row a core count: `workload`, `system` (the model), `cores`, `ownCycles`, `throughputPerSecond`
 * (predicted), `measuredPerSecond` and its `spread`, both as multiples of what one core was measured to do
 * (`speedUp`, `measuredSpeedUp`), and the `factor` of measured over predicted; `error` where the model failed
 * @throws {InputError} when no measured row is of one core
 * @example
 * ```ts
 * import { opteron16 } from "corey-lab";
 * import { counterparts, predictions } from "corey-lab/host";
 * const dupClose = counterparts.find(({ name, as }) => name === "dup-close" && as === "threads")!;
 * const measured = [{ cores: 1, throughputPerSecond: 400_000 }, { cores: 2, throughputPerSecond: 670_000 }];
 * const [one, two] = await predictions(dupClose, opteron16, measured);
 * console.log(one!.ownCycles, two!.factor);
 * ```
 */
export async function predictions(
  counterpart: Counterpart,
  machine: MachineSpec,
  measured: readonly Row[],
): Promise<Row[]> {
  const alone = measured.find(({ cores }) => cores === 1);
  if (alone === undefined) throw new InputError("predictions: expected a measured row with cores = 1");
  const one = Number(alone.throughputPerSecond);
  const { system, workload, perSecond } = counterpart;
  const rows = (cores: number[], ownCycles: number): Promise<Row[]> => {
    const slowed = { ...workload, measure: (run: Run<unknown>) => workload.measure({ ...run, ownCycles }) };
    return sweep({ workload: slowed, system, machine, cores });
  };
  const [single] = await rows([1], 0);
  // Stopped by the reader.
  if (single === undefined) return [];
  const model = perSecond(single, machine), ownCycles = (1 / one - 1 / model) * machine.clockHertz.value;
  const scale = ownCycles < 0 ? one / model : 1;
  const simulated = await rows(measured.map(({ cores }) => Number(cores)), Math.max(0, ownCycles));
  return simulated.map((row, i) => {
    const { workload, cores, spread, throughputPerSecond } = measured[i]!;
    const predicted = scale * perSecond(row, machine), measuredPerSecond = Number(throughputPerSecond);
    return {
      ...(workload !== undefined && { workload }),
      system: "the model",
      cores: cores!,
      ownCycles,
      throughputPerSecond: predicted,
      measuredPerSecond,
      ...(spread !== undefined && { spread }),
      speedUp: predicted / one,
      measuredSpeedUp: measuredPerSecond / one,
      factor: measuredPerSecond / predicted,
      ...(row.error !== undefined && { error: row.error }),
    };
  });
}
