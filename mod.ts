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

// Each is taken from the file that has it: by way of its part's `mod.ts` all of the part would be loaded.

// Machines, and what-if changes of them.
export {
  type MachineChange,
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
} from "./lib/machine/changes.ts";
export { mesi } from "./lib/machine/mesi.ts";
export { moesi } from "./lib/machine/moesi.ts";
export { coreCount, type MachineSpec, parseMachineSpec } from "./lib/machine/spec.ts";
export * from "./lib/machine/presets.ts";
export { assume } from "./lib/input/sourced.ts";

// What programs are written in: cores, memory laid out by name.
export { Core } from "./lib/machine/core.ts";
export { l3Misses } from "./lib/machine/counters.ts";
export { array, int32, lineAligned, struct } from "./lib/machine/layout.ts";
export { Machine } from "./lib/machine/machine.ts";
export type { Program } from "./lib/sim/task.ts";

// Locks.
export { mcs, perfect, ticket, unfair } from "./lib/locks/all.ts";
export type { Lock, LockKind, ReadWriteLock, ReadWriteLockKind } from "./lib/locks/lock.ts";
export { mcsReadWrite } from "./lib/locks/mcs_read_write.ts";
export { perfectReadWrite } from "./lib/locks/perfect.ts";
export { readWrite } from "./lib/locks/read_write.ts";
export { scalableReadWrite } from "./lib/locks/scalable_read_write.ts";
export { splitReadWrite } from "./lib/locks/split_read_write.ts";

// Systems: kernels, and what runs on them.
export type { System } from "./lib/kernels/system.ts";
export type { VirtualMemory } from "./lib/kernels/virtual_memory.ts";
export { linux } from "./lib/kernels/linux/linux.ts";
export { linuxTcp } from "./lib/kernels/linux/network/service.ts";
export { linuxPathCycles } from "./lib/kernels/linux/path_lengths.ts";
export { rwSemaphore } from "./lib/kernels/linux/rw_semaphore.ts";
export { bufferCaches } from "./lib/libos/buffer_cache/systems.ts";
export { corey } from "./lib/libos/corey.ts";
export { drivers } from "./lib/libos/tcp/drivers.ts";
export { coreyTcp } from "./lib/libos/tcp/service.ts";
export { webServers } from "./lib/workloads/web_server/server.ts";

// Workloads.
export { bufferCache } from "./lib/workloads/buffer_cache.ts";
export { dupClose, type FileDescriptors } from "./lib/workloads/dup_close.ts";
export { contendedLock, loneLock } from "./lib/workloads/locks.ts";
export { wriPathCycles } from "./lib/workloads/mapreduce/path_lengths.ts";
export { tokenise } from "./lib/workloads/mapreduce/text.ts";
export { wri, wriOf } from "./lib/workloads/mapreduce/wri.ts";
export { memclone } from "./lib/workloads/memclone.ts";
export { mempass } from "./lib/workloads/mempass.ts";
export { passedDescriptors } from "./lib/workloads/passed_descriptors.ts";
export { repeat } from "./lib/workloads/repeat.ts";
export { shares } from "./lib/workloads/shares.ts";
export { tcpService } from "./lib/workloads/tcp_service.ts";
export { thinkLock } from "./lib/workloads/think_lock.ts";
export { unmap } from "./lib/workloads/unmap.ts";
export { webdCycles } from "./lib/workloads/web_server/path_lengths.ts";
export { webServer } from "./lib/workloads/web_server/web_server.ts";
export type { Run, Workload } from "./lib/workloads/workload.ts";

// Experiments, sweeps, and runs that are watched.
export { addressSpaces, memcloneMisses, mempassSeconds } from "./lib/experiments/address_ranges.ts";
export { type Advice, adviceRows, advise } from "./lib/experiments/advice/advise.ts";
export { remedies } from "./lib/experiments/advice/catalogue.ts";
export { experiments } from "./lib/experiments/all.ts";
export { bufferCacheRates } from "./lib/experiments/buffer_cache.ts";
export { arranged, drawCorey, drawLinux } from "./lib/experiments/draw_address_spaces.ts";
export { drawMachine } from "./lib/experiments/draw_machine.ts";
export { drawShares } from "./lib/experiments/draw_shares.ts";
export { dupCloseMisses } from "./lib/experiments/dup_close.ts";
export { fdKernelCoreIdle } from "./lib/experiments/fd_kernel_core.ts";
export { kernelCoresMisses } from "./lib/experiments/kernel_cores.ts";
export { modelMcsLock, modelTicketLock } from "./lib/experiments/lock_models.ts";
export { mapreduceSystems, mapreduceTotal } from "./lib/experiments/mapreduce.ts";
export { sharingOf, watch } from "./lib/experiments/observe.ts";
export { placed } from "./lib/experiments/placement.ts";
export { range, type SweepSpec } from "./lib/experiments/points.ts";
export { prove } from "./lib/experiments/prove.ts";
export { counted, sweep } from "./lib/experiments/run_points.ts";
export { sharesMisses } from "./lib/experiments/shares.ts";
export { webServerAdvantage, webServerLevels } from "./lib/experiments/web_server.ts";

// Studies: sweeps as files, on all cores, on other computers, across kills.
export { merged, run } from "./lib/study/run.ts";
export { type Study, study } from "./lib/study/study.ts";

// Rows in, insight out.
export type { Cell, Row } from "./lib/rows/row.ts";
export type { RunReport, SeenLines } from "./lib/rows/run_report.ts";
export { diagnose, diagnosisRows } from "./lib/analysis/diagnosis.ts";
export { paperNumbers, paperNumbersLine } from "./lib/analysis/paper_numbers.ts";
export { fieldReport, sharingByCore, sharingReport } from "./lib/analysis/sharing_report.ts";
export { stallsByStructure } from "./lib/analysis/stalls_by_structure.ts";
export { fitUsl, uslRows } from "./lib/analysis/usl.ts";

// Rows in, pictures out.
export { bars } from "./lib/plots/bars.ts";
export { explorer } from "./lib/plots/explorer.ts";
export type { Figure } from "./lib/plots/figure.ts";
export { followLine } from "./lib/plots/follow_line.ts";
export { heatMap } from "./lib/plots/heat_map.ts";
export { stepInWords, stepsOfLine } from "./lib/plots/line_steps.ts";
export { lines } from "./lib/plots/lines.ts";
export { paperAgainstModel } from "./lib/plots/paper_against_model.ts";
export { smallMultiples } from "./lib/plots/small_multiples.ts";
export { splitBars } from "./lib/plots/split_bars.ts";
export { stackedBars } from "./lib/plots/stacked_bars.ts";
export { timeline } from "./lib/plots/timeline.ts";
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
