/**
 * An experiment of the paper is a value: a question, a sweep, claims, a figure. Sweeps of one's own,
 * and runs that are watched.
 * @module
 */

export { experiments } from "./all.ts";
export {
  type Experiment,
  experiment,
  type ExperimentDefinition,
  type RunOptions,
  sweepFields,
  withAllCores,
} from "./experiment.ts";
export { placed, type Placement } from "./placement.ts";
export { type Point, pointsOf, range, type SweepSpec } from "./points.ts";
export { counted, sweep, type SweepOptions } from "./run_points.ts";
export { type Proof, type ProofSpec, prove } from "./prove.ts";
export { type Advice, adviceRows, type AdviceSpec, advise } from "./advice/advise.ts";
export { remedies } from "./advice/catalogue.ts";
export type { Indication, Remedy, Seen } from "./advice/remedy.ts";
export type { Effect, Gain, Goal } from "./gain.ts";
export type { RunSpec } from "./one_run.ts";
export { sharingOf, watch } from "./observe.ts";
export { dupCloseMisses } from "./dup_close.ts";
export { addressSpaces, memcloneMisses, mempassSeconds } from "./address_ranges.ts";
export { arranged, drawCorey, drawLinux } from "./draw_address_spaces.ts";
export { drawShares } from "./draw_shares.ts";
export { sharesMisses } from "./shares.ts";
export { type LockModelOptions, meanTransferCycles, modelMcsLock, modelTicketLock } from "./lock_models.ts";
export { type BufferCacheMix, bufferCacheRates } from "./buffer_cache.ts";
export { webServerAdvantage, webServerLevels } from "./web_server.ts";
export { kernelCoresMisses, tcpServers } from "./kernel_cores.ts";
export { fdKernelCoreIdle } from "./fd_kernel_core.ts";
export { mapreduceSystems, mapreduceTotal } from "./mapreduce.ts";
export { drawMachine } from "./draw_machine.ts";
export { apart, type Fact, factFigure, factRows, facts } from "./validation/facts.ts";
