/**
 * What a machine's latencies still say when it gets other chips or other cores: a matrix has a row for each
 * of what there was, and nothing to say of what there is now.
 */
import type { MachineSpec } from "./spec.ts";

/** A machine that is about to get another number of chips, without matrices. */
export function beforeOtherChips(spec: MachineSpec): MachineSpec {
  const { latencyCyclesMatrix: _, ...remoteCache } = spec.remoteCache;
  const { latencyCyclesMatrix: __, ...dram } = spec.dram;
  return { ...spec, remoteCache, dram };
}

/** A machine whose chips are about to get other cores: matrices of chips stay, those of cores go. */
export function beforeOtherCores(spec: MachineSpec): MachineSpec {
  const { latencyCyclesByKind: _, latencyCyclesMatrix, ...remoteCache } = spec.remoteCache;
  const isOfChips = latencyCyclesMatrix?.value.length === spec.chips.value;
  return { ...spec, remoteCache: isOfChips ? { ...remoteCache, latencyCyclesMatrix } : remoteCache };
}
