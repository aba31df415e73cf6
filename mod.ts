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
  withLinkBandwidth,
  withProtocol,
} from "./lib/machine/changes.ts";
export { assume, type Sourced, sourced, type SourcedSchema, type Sureness } from "./lib/input/sourced.ts";
export { checkInput, InputError } from "./lib/input/check.ts";

// A machine at work: what programs are written in.
export { Machine, type MachineOptions } from "./lib/machine/machine.ts";
export { Core } from "./lib/machine/core.ts";
export { Memory } from "./lib/machine/memory.ts";
export { Cache } from "./lib/machine/cache.ts";
export { FRAMES_ADDRESS, PAGE_BYTES, PhysicalMemory } from "./lib/machine/physical_memory.ts";
export { LineTurns } from "./lib/machine/line_turns.ts";
export { HeldLocks } from "./lib/machine/held_locks.ts";
export { type Access, Mmu, type Translating } from "./lib/machine/mmu.ts";
export { Tlb, type Translation } from "./lib/machine/tlb.ts";
export {
  LEVELS,
  PageTableNode,
  PageTablePages,
  type Walk,
  walk,
  type Walker,
} from "./lib/machine/page_table.ts";
export { type Handler, Interrupts } from "./lib/machine/interrupts.ts";
export { Clock } from "./lib/machine/clock.ts";
export { Directory } from "./lib/machine/directory.ts";
export { Hierarchy } from "./lib/machine/hierarchy.ts";
export { Interconnect } from "./lib/machine/interconnect.ts";
export type { Timing } from "./lib/machine/timing.ts";
export {
  array,
  bytes,
  type Field,
  fieldsAt,
  int32,
  Layout,
  lineAligned,
  type Placed,
  type Struct,
  struct,
  word64,
} from "./lib/machine/layout.ts";
export { type Link, type LinkedChips, linksOf, meshWidth, Topology } from "./lib/machine/topology.ts";
export {
  duties,
  type DutyName,
  type EventName,
  events,
  type Protocol,
  State,
  type StateName,
  states,
  type Transition,
} from "./lib/machine/protocol.ts";
export { flawOfProtocol, ProtocolRules } from "./lib/machine/protocol_rules.ts";
export { moesi } from "./lib/machine/moesi.ts";
export { mesi } from "./lib/machine/mesi.ts";

// The network: a card, cables, packets.
export { DescriptorRing, DONE, NetworkDevice, ringStruct } from "./lib/machine/network/device.ts";
export { Dma } from "./lib/machine/network/dma.ts";
export { Cable, type Faults } from "./lib/machine/network/cable.ts";
export {
  after,
  decode,
  encode,
  flags,
  frameBytes,
  noData,
  type Packet,
  packetBytes,
  type TcpSegment,
} from "./lib/machine/network/packet.ts";

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
export { type Events, type Observer, observers, Source, type Span } from "./lib/machine/observer.ts";
export { RunRecorder } from "./lib/machine/recorders/run.ts";
export { activities, type Activity, ActivityRecorder } from "./lib/machine/recorders/activity.ts";
export { LockRecorder } from "./lib/machine/recorders/locks.ts";
export { PageRecorder } from "./lib/machine/recorders/pages.ts";
export { SharingRecorder } from "./lib/machine/recorders/sharing.ts";
export { type TimelineOptions, TimelineRecorder } from "./lib/machine/recorders/timeline.ts";
export { WordRecorder, type WordUse } from "./lib/machine/recorders/words.ts";

// Simulated time.
export { type Program, Task, type Timetable, type UnrunCall } from "./lib/sim/task.ts";
export { type Condition, Wait, type WaitDescription } from "./lib/sim/wait.ts";
export { mustRun } from "./lib/sim/must_run.ts";
export { Scheduler, type SchedulerOptions, type StepCount } from "./lib/sim/scheduler.ts";
export { ClockError, DeadlockError, ProgramError, RunawayError } from "./lib/sim/errors.ts";
export { Calendar } from "./lib/sim/calendar.ts";
export { Random } from "./lib/sim/random.ts";

// Locks.
export type { Lock, LockKind, ReadWriteLock, ReadWriteLockKind } from "./lib/locks/lock.ts";
export { ticket } from "./lib/locks/ticket.ts";
export { mcs } from "./lib/locks/mcs.ts";
export { unfair } from "./lib/locks/unfair.ts";
export { perfect, perfectReadWrite } from "./lib/locks/perfect.ts";
export { readWrite } from "./lib/locks/read_write.ts";
export { mcsReadWrite } from "./lib/locks/mcs_read_write.ts";
export { scalableReadWrite } from "./lib/locks/scalable_read_write.ts";
export { splitReadWrite } from "./lib/locks/split_read_write.ts";
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
export { Corey } from "./lib/kernels/corey/corey.ts";
export { type CoreyOptions, type Parts } from "./lib/kernels/corey/parts.ts";
export { type Boot } from "./lib/kernels/corey/boot.ts";
export type { Call, SystemCalls } from "./lib/kernels/corey/system_call.ts";
export { type Context, type Contexts } from "./lib/kernels/corey/contexts.ts";
export { callCycles, coreyPathCycles } from "./lib/kernels/corey/path_lengths.ts";
export type { Id, Name, ObjectType } from "./lib/kernels/corey/objects/name.ts";
export { type Identity, KernelObject } from "./lib/kernels/corey/objects/object.ts";
export { type AllocOptions, type Objects } from "./lib/kernels/corey/objects/objects.ts";
export { type Entry, type Kind, type Namespace } from "./lib/kernels/corey/objects/namespace.ts";
export {
  BootCore,
  type Executor,
  type KernelLock,
  placeKernelLock,
} from "./lib/kernels/corey/objects/executor.ts";
export {
  type ObjectRecord,
  Records,
  recordStructs,
  type TableRecord,
} from "./lib/kernels/corey/objects/records.ts";
export { Share } from "./lib/kernels/corey/shares/share.ts";
export { ShareTable } from "./lib/kernels/corey/shares/share_table.ts";
export { type ShareOptions, type Shares } from "./lib/kernels/corey/shares/shares.ts";
export { FreeLists } from "./lib/kernels/corey/memory/free_lists.ts";
export { type CopyMode, type FoundPage, Segment } from "./lib/kernels/corey/memory/segment.ts";
export { type CopyOptions, type SegmentOptions, type Segments } from "./lib/kernels/corey/memory/segments.ts";
export {
  AddressRange,
  type Flaw,
  type Mapping,
  type Sighting,
  TABLE_PAGES,
  type TakeOut,
} from "./lib/kernels/corey/memory/address_range.ts";
export {
  type MappingInfo,
  type RangePart,
  type Ranges,
  type SegmentPart,
} from "./lib/kernels/corey/memory/ranges.ts";
export { type Translations } from "./lib/kernels/corey/memory/translations.ts";
export { type SegmentMappings } from "./lib/kernels/corey/memory/segment_mappings.ts";
export { type PageFaults } from "./lib/kernels/corey/memory/page_faults.ts";
export { type BufferType, Device, type Hardware, type Setting } from "./lib/kernels/corey/devices/device.ts";
export { type DeviceOptions, type Devices, type DeviceSetting } from "./lib/kernels/corey/devices/devices.ts";
export { Pcore } from "./lib/kernels/corey/cores/pcore.ts";
export {
  type Execution,
  type ExecutionParts,
  type Held,
  type PcoreContext,
} from "./lib/kernels/corey/cores/execution.ts";
export { type Locality, type PcoreOptions, type Pcores } from "./lib/kernels/corey/cores/pcores.ts";
export { descriptorLines } from "./lib/kernels/page_frames.ts";
export { touchPage, type VirtualMemory } from "./lib/kernels/virtual_memory.ts";
export {
  firstFirst,
  inTurn,
  pollCycles,
  type PolledDevice,
  pollForever,
  type PollRound,
} from "./lib/kernels/polling.ts";
export { kernelCore } from "./lib/kernels/corey/cores/kernel_core.ts";
export { kernelCoreCycles } from "./lib/kernels/corey/cores/kernel_core_cycles.ts";
export { type KernelCall, SyscallDevice } from "./lib/kernels/corey/devices/syscall_device.ts";
export { E1000 } from "./lib/kernels/corey/devices/network/e1000.ts";
export { NetBuffers } from "./lib/kernels/corey/devices/network/net_buffers.ts";
export { type BufferCall, VirtualNic, VirtualNics } from "./lib/kernels/corey/devices/network/virtual_nic.ts";
export {
  type Answer,
  type Endpoint,
  resetOf,
  TcpConnection,
  TcpState,
  type TcpWords,
  type WordAccess,
} from "./lib/kernels/tcp.ts";
export { ANSWER_BYTES, answerTo, SERVICE_PORT, type TcpServer } from "./lib/kernels/tcp_server.ts";
export { LinuxTcp } from "./lib/kernels/linux/network/stack.ts";
export { Listener } from "./lib/kernels/linux/network/listener.ts";
export { LinuxE1000 } from "./lib/kernels/linux/network/e1000.ts";
export { type Phase, Sock } from "./lib/kernels/linux/network/sock.ts";
export type { SkBuff } from "./lib/kernels/linux/network/sk_buff.ts";
export { linuxTcp, LinuxTcpServer } from "./lib/kernels/linux/network/service.ts";
export { linuxNetworkCycles } from "./lib/kernels/linux/network/path_lengths.ts";
export { linuxPathCycles } from "./lib/kernels/linux/path_lengths.ts";

// Library operating systems.
export { corey } from "./lib/libos/corey.ts";
export { AddressSpaces } from "./lib/libos/address_space.ts";
export { loadByte, storeByte } from "./lib/libos/bytes.ts";
export { type Allocated, Arena } from "./lib/libos/arena.ts";
export { cfork, type CforkOptions } from "./lib/libos/cfork.ts";
export { Descriptors, type Scope } from "./lib/libos/descriptors.ts";
export { NumberTable } from "./lib/libos/number_table.ts";
export { libosPathCycles } from "./lib/libos/path_lengths.ts";
export { SharesOfSegments } from "./lib/libos/shares_of_segments.ts";
export { setUpRing, startKernelCore } from "./lib/libos/kernel_cores.ts";
export { type FdTable, fdTables } from "./lib/libos/fd_tables.ts";
export { IpcRing } from "./lib/libos/ipc_ring.ts";
export {
  BLOCK_WORDS,
  type BufferCache,
  type Disk,
  MOST_BLOCKS,
  MOST_FILES,
} from "./lib/libos/buffer_cache/buffer_cache.ts";
export { ScalableBufferCache, type ScalableOptions } from "./lib/libos/buffer_cache/scalable.ts";
export { HashTableBufferCache, type HashTableOptions } from "./lib/libos/buffer_cache/hash_table.ts";
export { bufferCaches } from "./lib/libos/buffer_cache/systems.ts";
export { RadixTree } from "./lib/libos/buffer_cache/radix_tree.ts";
export { Blocks } from "./lib/libos/buffer_cache/blocks.ts";
export { BlockAllocators } from "./lib/libos/buffer_cache/block_allocators.ts";
export { bufferCacheCycles } from "./lib/libos/buffer_cache/path_lengths.ts";
export {
  type HttpRefusal,
  type HttpRequest,
  HttpRequestReader,
  MOST_REQUEST_BYTES,
} from "./lib/libos/http/request.ts";
export { type HttpStatus, readResponse, responseText } from "./lib/libos/http/response.ts";
export { packText, unpackText } from "./lib/libos/http/text.ts";
export { type Received, type StackParts, TcpStack } from "./lib/libos/tcp/stack.ts";
export { lwipPathCycles } from "./lib/libos/tcp/path_lengths.ts";
export { type DriverPlacement, drivers } from "./lib/libos/tcp/drivers.ts";
export { coreyTcp, type CoreyTcpOptions, CoreyTcpServer } from "./lib/libos/tcp/service.ts";
export { UserMemory } from "./lib/libos/user_memory.ts";

// Workloads.
export type { Run, Workload } from "./lib/workloads/workload.ts";
export { repeat, type Repeated, type Window } from "./lib/workloads/repeat.ts";
export { dupClose, type FileDescriptors } from "./lib/workloads/dup_close.ts";
export {
  passedDescriptors,
  type PassedDescriptorsOptions,
  type ScopedDescriptors,
} from "./lib/workloads/passed_descriptors.ts";
export { memclone } from "./lib/workloads/memclone.ts";
export { mempass } from "./lib/workloads/mempass.ts";
export { type MapApart, mapInProcesses, mapInRoots, softFault } from "./lib/workloads/soft_fault.ts";
export { unmap } from "./lib/workloads/unmap.ts";
export { shares, type SharesOptions, type ShareUser } from "./lib/workloads/shares.ts";
export { bufferCache, type BufferCacheOptions } from "./lib/workloads/buffer_cache.ts";
export { fdOpen } from "./lib/workloads/fd_open.ts";
export { TcpClients, tcpService, type TcpServiceOptions } from "./lib/workloads/tcp_service.ts";
export { thinkLock, type ThinkLockOptions } from "./lib/workloads/think_lock.ts";
export { wri, wriOf, type WriOptions } from "./lib/workloads/mapreduce/wri.ts";
export { Text, tokenise } from "./lib/workloads/mapreduce/text.ts";
export { naturalText, randomText, type TextKind, Vocabulary } from "./lib/workloads/mapreduce/vocabulary.ts";
export type { Emit } from "./lib/workloads/mapreduce/reduce.ts";
export { wriPathCycles } from "./lib/workloads/mapreduce/path_lengths.ts";
export { cableDelay, type Conversation, TcpClient } from "./lib/workloads/tcp_clients.ts";
export { webServer, type WebServerLoad } from "./lib/workloads/web_server/web_server.ts";
export {
  type Assignment,
  WebServer,
  type WebServerOptions,
  webServers,
} from "./lib/workloads/web_server/server.ts";
export { Webd } from "./lib/workloads/web_server/webd.ts";
export { type Channel, Filesum } from "./lib/workloads/web_server/filesum.ts";
export { FileSet } from "./lib/workloads/web_server/files.ts";
export { asksForFiles, requestText } from "./lib/workloads/web_server/clients.ts";
export { sumBytesPerCycle, webdCycles } from "./lib/workloads/web_server/path_lengths.ts";
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
export { counted, sweep, type SweepOptions } from "./lib/experiments/run_points.ts";
export { type Proof, type ProofSpec, prove } from "./lib/experiments/prove.ts";
export { type RunSpec, sharingOf, watch } from "./lib/experiments/observe.ts";
export { dupCloseMisses } from "./lib/experiments/dup_close.ts";
export { addressSpaces, memcloneMisses, mempassSeconds } from "./lib/experiments/address_ranges.ts";
export { arranged, drawCorey, drawLinux } from "./lib/experiments/draw_address_spaces.ts";
export { drawShares } from "./lib/experiments/draw_shares.ts";
export { sharesMisses } from "./lib/experiments/shares.ts";
export {
  type LockModelOptions,
  meanTransferCycles,
  modelMcsLock,
  modelTicketLock,
} from "./lib/experiments/lock_models.ts";
export { type BufferCacheMix, bufferCacheRates } from "./lib/experiments/buffer_cache.ts";
export { webServerAdvantage, webServerLevels } from "./lib/experiments/web_server.ts";
export { kernelCoresMisses, tcpServers } from "./lib/experiments/kernel_cores.ts";
export { fdKernelCoreIdle } from "./lib/experiments/fd_kernel_core.ts";
export { mapreduceSystems, mapreduceTotal } from "./lib/experiments/mapreduce.ts";
export { drawMachine } from "./lib/experiments/machine.ts";

// Rows in, insight out.
export type { Cell, Row } from "./lib/rows/row.ts";
export type { RunReport } from "./lib/rows/run_report.ts";
export type { Claim, Expected, Gap } from "./lib/analysis/claims.ts";
export { asRecorded, judge, type Verdict, verdictRows } from "./lib/analysis/verdicts.ts";
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
  valueOf,
} from "./lib/analysis/readings.ts";
export { type Fitted, fitUsl, type UslFit, uslRows } from "./lib/analysis/usl.ts";
export {
  type Balance,
  meanValueAnalysis,
  type MvaOptions,
  mvaRows,
  type Station,
} from "./lib/analysis/mva.ts";
export {
  type TicketLockBalance,
  ticketLockBalance,
  type TicketLockModel,
  type TicketLockRows,
  ticketLockRows,
} from "./lib/analysis/ticket_markov.ts";
export { type Costs, costsOf, type StructureCost } from "./lib/analysis/costs.ts";
export type { Abstraction, Finding, HardwareCost } from "./lib/analysis/finding.ts";
export { diagnose, type Diagnosis, diagnosisRows } from "./lib/analysis/diagnosis.ts";
export { fieldReport, sharingByCore, sharingReport } from "./lib/analysis/sharing_report.ts";
export { stallsByStructure } from "./lib/analysis/stalls_by_structure.ts";

// Rows in, pictures out.
export type { Figure, PlotFigure, VegaLiteFigure } from "./lib/plots/figure.ts";
export { lines, type LinesOptions, type Stated } from "./lib/plots/lines.ts";
export { explorer, type ExplorerOptions, type Slider } from "./lib/plots/explorer.ts";
export { bars, type BarsOptions } from "./lib/plots/bars.ts";
export { stackedBars, type StackedBarsOptions } from "./lib/plots/stacked_bars.ts";
export { splitBars, type SplitBarsOptions } from "./lib/plots/split_bars.ts";
export { heatMap, type HeatMapOptions } from "./lib/plots/heat_map.ts";
export { timeline, type TimelineFigureOptions } from "./lib/plots/timeline.ts";
export { type Trace, type TraceEvent, traceOf } from "./lib/rows/trace_events.ts";

// In a notebook.
export type { Broadcast } from "./lib/notebook/broadcast.ts";
export { show, type ShowOptions, type Surroundings } from "./lib/notebook/show.ts";
export { type Table, table, type TableOptions } from "./lib/notebook/table.ts";
export { source, type SourceCode } from "./lib/notebook/source.ts";
export { fidelityTable } from "./lib/notebook/fidelity_table.ts";
export { saveRows } from "./lib/notebook/save_rows.ts";
export { writeCsv, writePng, writeSvg } from "./lib/notebook/write_files.ts";
export { WriteError } from "./lib/files/write_whole.ts";
export {
  Progress,
  progressBar,
  type ProgressOptions,
  type ProgressState,
  type ProgressSurface,
} from "./lib/notebook/progress.ts";

// Homework: what the assignments in notebooks/homework are made of.
export {
  answers,
  assignment,
  check,
  type Expectation,
  key,
  otherwise,
  right,
  type SealedAnswers,
  type SealedKey,
  type SealedKeys,
  sealedKeys,
  sealedText,
  wrong,
} from "./lib/homework/check.ts";
export type { SealCost } from "./lib/homework/seal.ts";
export type { Grid } from "./lib/homework/answer.ts";
export { Draw, variantOf } from "./lib/homework/draw.ts";
export type { Feedback } from "./lib/homework/feedback.ts";
export { award } from "./lib/homework/award.ts";
export { examine, type Trial } from "./lib/homework/examine.ts";
export { type LockTrial, lockTrials } from "./lib/homework/lock_trials.ts";
export { ownLock } from "./lib/homework/own_lock.ts";
