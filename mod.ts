/**
 * Corey Lab: functions that compose into a cache-coherent multicore machine and the operating systems on it, to see why software
 * stops scaling, and what would help.
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

// Machines: what they are, the presets, what-if changes.
export { coreCount, type MachineSpec, parseMachineSpec } from "./lib/machine/spec.ts";
export { epyc64, opteron16, opteron48, presets } from "./lib/machine/presets.ts";
export {
  type Level,
  type MachineChange,
  pipe,
  withCacheBytes,
  withChips,
  withCoherence,
  withCoresPerChip,
  withInterconnect,
  withLatency,
} from "./lib/machine/changes.ts";
export { assume, type Sourced, sourced, type SourcedSchema, type Sureness } from "./lib/input/sourced.ts";
export { checkInput, InputError } from "./lib/input/check.ts";

// A machine at work: what programs are written in.
export { Machine, type MachineOptions } from "./lib/machine/machine.ts";
export { Core } from "./lib/machine/core.ts";
export { Memory } from "./lib/machine/memory.ts";
export { Cache } from "./lib/machine/cache.ts";
export { FRAMES_ADDRESS, PAGE_BYTES, PhysicalMemory } from "./lib/machine/physical_memory.ts";
export { LineQueue } from "./lib/machine/line_queue.ts";
export { HeldLocks } from "./lib/machine/held_locks.ts";
export { type Access, Mmu } from "./lib/machine/mmu.ts";
export { Tlb, type Translation } from "./lib/machine/tlb.ts";
export { LEVELS, PageTableNode, PageTablePages, type Walk, walk } from "./lib/machine/page_table.ts";
export { type Handler, Interrupts } from "./lib/machine/interrupts.ts";
export { Directory } from "./lib/machine/directory.ts";
export { Hierarchy } from "./lib/machine/hierarchy.ts";
export { Interconnect } from "./lib/machine/interconnect.ts";
export type { Timing } from "./lib/machine/timing.ts";
export {
  array,
  bytes,
  type Field,
  int32,
  Layout,
  lineAligned,
  type Placed,
  type Struct,
  struct,
  word64,
} from "./lib/machine/layout.ts";
export { type Link, linksOf, meshWidth, Topology } from "./lib/machine/topology.ts";
export {
  type EventName,
  events,
  protocol,
  State,
  type StateName,
  states,
  type Transition,
} from "./lib/machine/moesi.ts";

// Watching a run.
export {
  type CounterName,
  counterNames,
  type Counters,
  type Counts,
  difference,
  l3Misses,
  newCounters,
  totals,
} from "./lib/machine/counters.ts";
export { type Observer, Source } from "./lib/machine/observer.ts";
export { SharingRecorder } from "./lib/machine/sharing.ts";

// Simulated time.
export { type Program, Task, type WaitDescription } from "./lib/sim/task.ts";
export { Scheduler, type SchedulerOptions } from "./lib/sim/scheduler.ts";
export { ClockError, DeadlockError, RunawayError } from "./lib/sim/errors.ts";
export { Calendar } from "./lib/sim/calendar.ts";
export { Random } from "./lib/sim/random.ts";

// Locks.
export type { Lock, LockKind, ReadWriteLock, ReadWriteLockKind } from "./lib/locks/lock.ts";
export { ticket } from "./lib/locks/ticket.ts";
export { mcs } from "./lib/locks/mcs.ts";
export { unfair } from "./lib/locks/unfair.ts";
export { perfect, perfectReadWrite } from "./lib/locks/perfect.ts";
export { readWrite } from "./lib/locks/read_write.ts";
export { scalableReadWrite } from "./lib/locks/scalable_read_write.ts";
export { lockKinds, lockNames } from "./lib/locks/all.ts";
export { lockPathCycles } from "./lib/locks/path_lengths.ts";

// Kernels.
export type { System } from "./lib/kernels/system.ts";
export { KernelError } from "./lib/kernels/errors.ts";
export { Linux, linux, type LinuxOptions } from "./lib/kernels/linux/linux.ts";
export { LinuxVirtualMemory } from "./lib/kernels/linux/virtual_memory.ts";
export { AddressSpace, type Area } from "./lib/kernels/linux/mm_struct.ts";
export { rwSemaphore } from "./lib/kernels/linux/rw_semaphore.ts";
export { SharedPages } from "./lib/kernels/linux/shared_pages.ts";
export { FreeLists } from "./lib/kernels/corey/free_lists.ts";
export { Corey } from "./lib/kernels/corey/corey.ts";
export { type Id, KernelObject, type Name, type ObjectType } from "./lib/kernels/corey/object.ts";
export { type AllocOptions, type Context, type CoreyOptions, Kernel } from "./lib/kernels/corey/kernel.ts";
export { type ObjectRecord, Records } from "./lib/kernels/corey/records.ts";
export { Share } from "./lib/kernels/corey/share.ts";
export { ShareTable } from "./lib/kernels/corey/share_table.ts";
export { ShareCalls, type ShareOptions } from "./lib/kernels/corey/share_calls.ts";
export { type CopyMode, Segment } from "./lib/kernels/corey/segment.ts";
export { type CopyOptions, SegmentCalls, type SegmentOptions } from "./lib/kernels/corey/segment_calls.ts";
export {
  AddressRange,
  type Mapping,
  type Sighting,
  TABLE_PAGES,
  type TakeOut,
} from "./lib/kernels/corey/address_range.ts";
export {
  type MappingInfo,
  RangeCalls,
  type RangePart,
  type SegmentPart,
} from "./lib/kernels/corey/range_calls.ts";
export { PageFaults } from "./lib/kernels/corey/page_faults.ts";
export { type BufferType, Device, type Hardware, type Polled } from "./lib/kernels/corey/device.ts";
export { DeviceCalls, type DeviceOptions } from "./lib/kernels/corey/device_calls.ts";
export { Pcore } from "./lib/kernels/corey/pcore.ts";
export { Execution, type PcoreContext } from "./lib/kernels/corey/execution.ts";
export { type Locality, PcoreCalls, type PcoreOptions } from "./lib/kernels/corey/pcore_calls.ts";
export { coreyPathCycles } from "./lib/kernels/corey/path_lengths.ts";
export { descriptorLines } from "./lib/kernels/page_frames.ts";
export { touchPage, type VirtualMemory } from "./lib/kernels/virtual_memory.ts";
export { linuxPathCycles } from "./lib/kernels/linux/path_lengths.ts";

// Library operating systems.
export { corey } from "./lib/libos/corey.ts";
export { AddressSpaces } from "./lib/libos/address_space.ts";
export { loadByte, storeByte } from "./lib/libos/bytes.ts";
export { Arena } from "./lib/libos/arena.ts";
export { cfork, type CforkOptions } from "./lib/libos/cfork.ts";
export { Descriptors, type Scope } from "./lib/libos/descriptors.ts";
export { NumberTable } from "./lib/libos/number_table.ts";
export { libosPathCycles } from "./lib/libos/path_lengths.ts";
export { SharesOfSegments } from "./lib/libos/shares_of_segments.ts";
export { UserMemory } from "./lib/libos/user_memory.ts";

// Workloads.
export type { Run, Workload } from "./lib/workloads/workload.ts";
export { repeat, type Repeated, type Window } from "./lib/workloads/repeat.ts";
export { dupClose, type FileDescriptors } from "./lib/workloads/dup_close.ts";
export { memclone } from "./lib/workloads/memclone.ts";
export { mempass } from "./lib/workloads/mempass.ts";
export { type MapApart, mapInProcesses, mapInRoots, softFault } from "./lib/workloads/soft_fault.ts";
export { unmap } from "./lib/workloads/unmap.ts";
export { shares, type ShareUser } from "./lib/workloads/shares.ts";
export { wri, wriOf, type WriOptions } from "./lib/workloads/mapreduce/wri.ts";
export { Text, tokenise } from "./lib/workloads/mapreduce/text.ts";
export { naturalText, Vocabulary } from "./lib/workloads/mapreduce/vocabulary.ts";
export type { Emit } from "./lib/workloads/mapreduce/reduce.ts";
export { wriPathCycles } from "./lib/workloads/mapreduce/path_lengths.ts";
export { contendedLock, loneLock, readersOf, writersOf } from "./lib/workloads/locks.ts";

// Experiments and sweeps.
export { experiments } from "./lib/experiments/all.ts";
export {
  type Experiment,
  experiment,
  type ExperimentDefinition,
  type RunOptions,
} from "./lib/experiments/experiment.ts";
export { type Placement, type Point, pointsOf, range, type SweepSpec } from "./lib/experiments/points.ts";
export { sweep, type SweepOptions } from "./lib/experiments/run_points.ts";
export { sharingOf } from "./lib/experiments/observe.ts";
export { dupCloseMisses } from "./lib/experiments/dup_close.ts";
export { addressSpaces, mempassSeconds } from "./lib/experiments/address_ranges.ts";
export { arranged, drawCorey, drawLinux } from "./lib/experiments/draw_address_spaces.ts";
export { drawShares } from "./lib/experiments/draw_shares.ts";
export { sharesMisses } from "./lib/experiments/shares.ts";
export { mapreduceSystems, mapreduceTotal } from "./lib/experiments/mapreduce.ts";
export { drawMachine } from "./lib/experiments/machine.ts";

// Rows in, insight out.
export type { Cell, Row } from "./lib/rows/row.ts";
export {
  calibrated,
  type Claim,
  type Expected,
  judge,
  predicted,
  valueOf,
  type Verdict,
  verdictRows,
} from "./lib/analysis/claims.ts";
export {
  farthest,
  largest,
  quotients,
  ratio,
  type Reading,
  type Series,
  series,
  smallest,
  steps,
  value,
} from "./lib/analysis/readings.ts";
export { sharingReport } from "./lib/analysis/sharing_report.ts";

// Rows in, pictures out.
export type { Figure, PlotFigure, VegaLiteFigure } from "./lib/plots/figure.ts";
export { lines, type LinesOptions, type Stated } from "./lib/plots/lines.ts";
export { bars, type BarsOptions } from "./lib/plots/bars.ts";

// In a notebook.
export type { Broadcast } from "./lib/notebook/broadcast.ts";
export { show, type ShowOptions, type Surroundings } from "./lib/notebook/show.ts";
export { type Table, table, type TableOptions } from "./lib/notebook/table.ts";
export { source, type SourceCode } from "./lib/notebook/source.ts";
export { fidelityTable } from "./lib/notebook/fidelity_table.ts";
export { saveRows } from "./lib/notebook/save_rows.ts";
export {
  Progress,
  progressBar,
  type ProgressOptions,
  type ProgressState,
  type ProgressSurface,
} from "./lib/notebook/progress.ts";
