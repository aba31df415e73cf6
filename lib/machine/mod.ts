/**
 * A cache-coherent machine and all that it is made of: specs and what-if changes, caches and their protocol,
 * memory laid out by named fields, page tables and TLBs, links, interrupts, a network card; counters and
 * recorders that watch a run.
 * @module
 */

// Machines: what they are, the presets, what-if changes.
export { coreCount, type MachineSpec, parseMachineSpec } from "./spec.ts";
export { type Group, type L3Group, type MachineParts, type PlacedCore, type Tree, treeOf } from "./tree.ts";
export { figureRows, outline } from "./describe.ts";
export { Distances, distancesOf } from "./distances.ts";
export * from "./presets.ts";
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
  withLineBytes,
  withLinkBandwidth,
  withProtocol,
} from "./changes.ts";

// A machine at work: what programs are written in.
export { Machine, type MachineOptions } from "./machine.ts";
export type { Rearrangement } from "./rearranged.ts";
export type { PageHoming } from "./page_homes.ts";
export { Core } from "./core.ts";
export { Arbiter } from "./arbiter.ts";
export { Memory } from "./memory.ts";
export { Cache } from "./cache.ts";
export { FRAMES_ADDRESS, PAGE_BYTES, PhysicalMemory } from "./physical_memory.ts";
export { Line, LineTurns, Turn } from "./line_turns.ts";
export { HeldLocks } from "./held_locks.ts";
export { type Access, Mmu, type Translating } from "./mmu.ts";
export { Tlb, type Translation } from "./tlb.ts";
export { LEVELS, PageTableNode, PageTablePages, type Walk, walk, type Walker } from "./page_table.ts";
export { type Handler, Interrupts } from "./interrupts.ts";
export { Clock } from "./clock.ts";
export { type CountedPath, cyclesOf, divisionCycles } from "./counted_path.ts";
export { Directory } from "./directory.ts";
export { Hierarchy } from "./hierarchy.ts";
export { PendingInvalidations } from "./pending_invalidations.ts";
export type { PendingWrites } from "./pending_writes.ts";
export { Transfers } from "./transfers.ts";
export { Interconnect } from "./interconnect.ts";
export type { Timing } from "./timing.ts";
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
} from "./layout.ts";
export { L1_CACHE_BYTES, Lines } from "./lines.ts";
export { type Link, type LinkedChips, linksOf, meshWidth, Topology } from "./topology.ts";
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
} from "./protocol.ts";
export { flawOfProtocol, ProtocolRules } from "./protocol_rules.ts";
export { type LineStep, TableLine } from "./table_line.ts";
export { moesi } from "./moesi.ts";
export { mesi } from "./mesi.ts";
export { mesif } from "./mesif.ts";

// The network: a card, cables, packets.
export { DescriptorRing, DONE, NetworkDevice, ringStruct } from "./network/device.ts";
export { Dma } from "./network/dma.ts";
export { Cable, type Faults } from "./network/cable.ts";
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
} from "./network/packet.ts";

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
} from "./counters.ts";
export { type Events, type Observer, observers, Source, type Span } from "./observer.ts";
export { RunRecorder } from "./recorders/run.ts";
export { activities, type Activity, ActivityRecorder } from "./recorders/activity.ts";
export { LockRecorder } from "./recorders/locks.ts";
export { PageRecorder } from "./recorders/pages.ts";
export { SharingRecorder } from "./recorders/sharing.ts";
export { TimelineRecorder } from "./recorders/timeline.ts";
export type { TimelineOptions } from "./recorders/stretch.ts";
export { WordRecorder, type WordUse } from "./recorders/words.ts";
