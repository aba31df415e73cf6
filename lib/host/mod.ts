/**
 * The reader's own computer: measured, and running the paper's microbenchmarks for real, beside what the
 * model predicts for it.
 *
 * @module
 */
export { HostError, refusal } from "./libc.ts";
export type { MachineSpec } from "../machine/spec.ts";
export type { Cell, Row } from "../rows/row.ts";
export { type Counterpart, counterparts } from "./counterparts.ts";
export { importedMachine, type ImportOptions, nearestPreset } from "./imported.ts";
export { readReport } from "./reports/read.ts";
export type { LevelShape, Report } from "./reports/report.ts";
export { machineOf, type MeasuredComputer } from "./machine_of.ts";
export {
  type HowToMeasure,
  measureComputer,
  type Measured,
  type Relation,
  transferCycles,
} from "./measure.ts";
export { measuredRows } from "./measured_rows.ts";
export { predictions } from "./predictions.ts";
export { type Measurement, measurementOf, ownRateOf, rateOf, type Round, type TeamRun } from "./rounds.ts";
export { readTopology } from "./read_topology.ts";
export { type HostCache, type HostProcessor, type HostTopology, inOrder } from "./topology.ts";
export { afterwards, type ProcessorTime, processorTime, warnings } from "./warnings.ts";
export { type HostRunOptions, hostWorkloadNames, runHere } from "./workloads.ts";
