/**
 * Corey Lab: functions that compose into a cache-coherent multicore machine and the operating systems on it,
 * to see why software stops scaling, and what would help.
 *
 * Here is what a notebook needs. All that is public of a part has a module of its own: `corey-lab/machine`,
 * `/sim`, `/locks`, `/linux`, `/corey`, `/kernels` (what those two have in common), `/libos`, `/workloads`,
 * `/experiments`, `/study`, `/analysis`, `/plots`, `/homework`, `/exam`.
 *
 * @example
 * ```ts
 * import { dupClose, lines, linux, mcs, opteron16, sweep } from "corey-lab";
 *
 * const rows = await sweep({
 *   workload: dupClose(),
 *   machine: opteron16,
 *   system: [
 *     { ...linux.threads(), name: "ticket lock" },
 *     { ...linux.threads({ fileTableLock: mcs }), name: "MCS lock" },
 *   ],
 *   cores: [1, 2, 4, 8, 16],
 * });
 * const figure = lines(rows, { x: "cores", y: "throughputPerSecond", stroke: "system", title: "dup+close" });
 * ```
 * @module
 */

// Machines, and what-if changes of them.
export {
  coreCount,
  type MachineChange,
  type MachineSpec,
  mesi,
  moesi,
  parseMachineSpec,
  pipe,
  withCacheBytes,
  withChips,
  withCoherence,
  withCoresPerChip,
  withInterconnect,
  withLatency,
  withLineBytes,
  withLinkBandwidth,
  withProtocol,
} from "./lib/machine/mod.ts";
export * from "./lib/machine/presets.ts";
export { assume } from "./lib/input/sourced.ts";

// What programs are written in: cores, memory laid out by name.
export { array, Core, int32, l3Misses, lineAligned, Machine, struct } from "./lib/machine/mod.ts";
export type { Program } from "./lib/sim/mod.ts";

// Locks.
export {
  type Lock,
  type LockKind,
  mcs,
  mcsReadWrite,
  perfect,
  perfectReadWrite,
  readWrite,
  type ReadWriteLock,
  type ReadWriteLockKind,
  scalableReadWrite,
  splitReadWrite,
  ticket,
  unfair,
} from "./lib/locks/mod.ts";

// Systems: kernels, and what runs on them.
export type { System, VirtualMemory } from "./lib/kernels/mod.ts";
export { linux, linuxPathCycles, linuxTcp, rwSemaphore } from "./lib/kernels/linux/mod.ts";
export { bufferCaches, corey, coreyTcp, drivers } from "./lib/libos/mod.ts";
export { webServers } from "./lib/workloads/mod.ts";

// Workloads.
export {
  bufferCache,
  contendedLock,
  dupClose,
  type FileDescriptors,
  loneLock,
  memclone,
  mempass,
  passedDescriptors,
  repeat,
  type Run,
  shares,
  tcpService,
  thinkLock,
  tokenise,
  unmap,
  webdCycles,
  webServer,
  type Workload,
  wri,
  wriOf,
  wriPathCycles,
} from "./lib/workloads/mod.ts";

// Experiments, sweeps, and runs that are watched.
export {
  addressSpaces,
  type Advice,
  adviceRows,
  advise,
  arranged,
  bufferCacheRates,
  counted,
  drawCorey,
  drawLinux,
  drawMachine,
  drawShares,
  dupCloseMisses,
  experiments,
  fdKernelCoreIdle,
  kernelCoresMisses,
  mapreduceSystems,
  mapreduceTotal,
  memcloneMisses,
  mempassSeconds,
  modelMcsLock,
  modelTicketLock,
  placed,
  prove,
  range,
  remedies,
  sharesMisses,
  sharingOf,
  sweep,
  type SweepSpec,
  watch,
  webServerAdvantage,
  webServerLevels,
} from "./lib/experiments/mod.ts";

// Studies: sweeps as files, on all cores, on other computers, across kills.
export { merged, run, type Study, study } from "./lib/study/mod.ts";

// Rows in, insight out.
export type { Cell, Row } from "./lib/rows/row.ts";
export type { RunReport, SeenLines } from "./lib/rows/run_report.ts";
export {
  diagnose,
  diagnosisRows,
  fieldReport,
  fitUsl,
  paperNumbers,
  paperNumbersLine,
  sharingByCore,
  sharingReport,
  stallsByStructure,
  uslRows,
} from "./lib/analysis/mod.ts";

// Rows in, pictures out.
export {
  bars,
  explorer,
  type Figure,
  followLine,
  heatMap,
  lines,
  paperAgainstModel,
  smallMultiples,
  splitBars,
  stackedBars,
  stepInWords,
  stepsOfLine,
  timeline,
} from "./lib/plots/mod.ts";
export { type Trace, type TraceEvent, traceOf } from "./lib/rows/trace_events.ts";

// In a notebook.
export { fidelityTable } from "./lib/notebook/fidelity_table.ts";
export { Progress, progressBar, type ProgressOptions } from "./lib/notebook/progress.ts";
export type { ProgressState, ProgressSurface } from "./lib/notebook/progress_surface.ts";
export { saveRows } from "./lib/notebook/save_rows.ts";
export type { Broadcast } from "./lib/notebook/broadcast.ts";
export {
  type Live,
  show,
  type ShowOptions,
  type StillPicture,
  type Surroundings,
} from "./lib/notebook/show.ts";
export { source, type SourceCode } from "./lib/notebook/source.ts";
export { type Table, table, type TableOptions } from "./lib/notebook/table.ts";
export { writeCsv, writePng, writeSvg } from "./lib/notebook/write_files.ts";

// The bench: a page that simulates, in a notebook.
export { live } from "./lib/site/live.ts";

// Input that is checked, with its source; errors.
export { checkInput, InputError } from "./lib/input/check.ts";
export {
  type Provenance,
  type Sourced,
  sourced,
  type SourcedSchema,
  type Sureness,
} from "./lib/input/sourced.ts";
export { WriteError } from "./lib/files/write_whole.ts";
