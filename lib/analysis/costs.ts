/**
 * What a run paid for: each shared structure, page faults, interrupts, memory, in cycles of all cores,
 * costliest first. Structures are told apart by where they stand; what they are called plays no part.
 */
import { checkHas } from "../input/given.ts";
import type { Row } from "../rows/row.ts";
import type { RunReport } from "../rows/run_report.ts";

/** A shared structure: what it cost, and how it is used. */
export interface StructureCost {
  /** What it is called, for people. */
  readonly structure: string;
  /** Where it begins: what its rows in the report have as `at`. */
  readonly at: number;
  /** Cycles in all: waits for its locks and stalls on its lines. */
  readonly cycles: number;
  /** Cycles that cores waited for its locks. */
  readonly waitCycles: number;
  /** Stalls on its lines, and on what its locks guard. */
  readonly stallCycles: number;
  /** How many transfers these were. */
  readonly transfers: number;
  /** Times that its locks were acquired; 0 for a structure without locks. */
  readonly acquires: number;
  /** Share of that (or, without locks, of its transfers) in page faults. */
  readonly shareInFaults: number;
  /** Cycles of one transfer that does not wait for others. */
  readonly transferCycles: number;
  /** Cycles of work while its locks were held, without stalls on coherence. */
  readonly workCycles: number;
  /** Transfers of what its locks guard. */
  readonly holdTransfers: number;
  /** Words that cores use in turn, but in which they tell each other nothing. */
  readonly borrowedWords: number;
  /** Words that one core alone uses. */
  readonly ownWords: number;
  /** Words in which cores read what others have written. */
  readonly sharedWords: number;
  /** Words behind its locks that nobody wrote. */
  readonly constantWords: number;
  /** Words that a device uses. */
  readonly deviceWords: number;
}

/** What a run paid for, in cycles of all cores together. */
export interface Costs {
  /** How long the run was, in cycles of one core. */
  readonly elapsedCycles: number;
  /** Cycles in which cores had something to do: not idle, and not waiting for another's word. */
  readonly busyCycles: number;
  /** Shared structures, costliest first. */
  readonly structures: readonly StructureCost[];
  /** Faults on pages that were in memory, all included. */
  readonly softFaultCycles: number;
  /** Interrupts between cores, on both sides, and waiting for locks whose holders waited for interrupts. */
  readonly interruptCycles: number;
  /** Waiting for memory and for the L3. */
  readonly memoryCycles: number;
  /** The share of waiting for memory that was queueing behind others. */
  readonly memoryQueueShare: number;
  /** The share of what memory served that cores of other chips asked for. */
  readonly remoteMemoryShare: number;
  /** How many times its even share the chip serves whose memory serves most; 1 if all serve alike. */
  readonly memoryUnevenness: number;
  /** Waiting until another core or a device had done something. */
  readonly wordCycles: number;
  /** Polling, with nothing to do. */
  readonly idleCycles: number;
  /** Instructions. */
  readonly computeCycles: number;
  /** The share of the time for which the busiest device was busy; 0 without devices. */
  readonly deviceShare: number;
  /** The share of its time for which the busiest core had something to do. */
  readonly busiestShare: number;
}

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);

/**
 * What a run paid for.
 *
 * @throws {InputError} when it is handed something else than a run's report
 */
export function costsOf(report: RunReport): Costs {
  checkHas("what is diagnosed", report, "activities", "the report of a run, as watch({ … }) gives it");
  const { activities, words, pages } = report;
  const spent = (...names: string[]) =>
    sum(activities.filter(({ activity }) => names.includes(String(activity))), "cycles");
  const idleCycles = spent("idle"), wordCycles = spent("waiting for a word");
  const perCore = [...Map.groupBy(activities, ({ core }) => core).values()];
  const structures = structuresOf(report), dram = sum(words, "dramCycles");
  const { homes } = report, served = Math.max(1, sum(homes, "accesses"));
  return {
    elapsedCycles: Math.max(0, ...perCore.map((rows) => sum(rows, "cycles"))),
    busyCycles: sum(activities, "cycles") - idleCycles - wordCycles,
    structures: structures.map(({ cost }) => cost),
    softFaultCycles: Number(pages.softFaultCycles),
    interruptCycles: Number(pages.interruptCycles) +
      structures.reduce((total, { forInterrupts }) => total + forInterrupts, 0),
    memoryCycles: spent("DRAM", "L3"),
    memoryQueueShare: dram > 0 ? sum(words, "dramQueueCycles") / dram : 0,
    remoteMemoryShare: sum(homes, "remoteAccesses") / served,
    memoryUnevenness: Math.max(...homes.map(({ accesses }) => Number(accesses))) * homes.length / served,
    wordCycles,
    idleCycles,
    computeCycles: spent("computing", "handling faults"),
    deviceShare: Math.max(0, ...report.devices.map(({ busyShare }) => Number(busyShare))),
    busiestShare: 1 - Math.min(...perCore.map(idleShare)),
  };
}

/** The share of a core's time in which it had nothing to do, or waited for another's word. */
function idleShare(rows: readonly Row[]): number {
  return sum(
    rows.filter(({ activity }) => activity === "idle" || activity === "waiting for a word"),
    "share",
  );
}

/** The costs of structures, and what of the waits for their locks is the interrupts'. */
function structuresOf({ locks, unlocked }: RunReport): { cost: StructureCost; forInterrupts: number }[] {
  const all = [...locks, ...unlocked];
  return [...Map.groupBy(all, ({ at }) => Number(at))].map(([at, rows]) => {
    const ofLocks = locks.filter((row) => row.at === at), held = sum(ofLocks, "holdCycles");
    // A core that waits for a lock whose holder waits for an interrupt waits for the interrupt.
    const forInterrupts = held > 0
      ? sum(ofLocks, "waitCycles") * Math.min(1, sum(ofLocks, "holdInterruptCycles") / held)
      : 0;
    const waitCycles = sum(ofLocks, "waitCycles") - forInterrupts, stallCycles = sum(rows, "stallCycles");
    const acquires = sum(ofLocks, "acquires"), transfers = sum(rows, "transfers");
    const unqueued = stallCycles - sum(rows, "stallQueueCycles");
    const cost: StructureCost = {
      structure: String(rows[0]!.structure),
      at,
      cycles: waitCycles + stallCycles,
      waitCycles,
      stallCycles,
      transfers,
      acquires,
      shareInFaults: acquires > 0
        ? sum(ofLocks, "acquiresInFaults") / acquires
        : sum(rows, "transfersInFaults") / Math.max(1, transfers),
      transferCycles: transfers > 0 ? unqueued / transfers : 0,
      workCycles: Math.max(0, held - sum(ofLocks, "holdStallCycles")),
      holdTransfers: sum(ofLocks, "holdTransfers"),
      borrowedWords: sum(rows, "borrowedWords"),
      ownWords: sum(rows, "ownWords"),
      sharedWords: sum(rows, "sharedWords"),
      constantWords: sum(ofLocks, "constantWords"),
      deviceWords: sum(rows, "deviceWords"),
    };
    return { cost, forInterrupts };
  }).sort((a, b) => b.cost.cycles - a.cost.cycles);
}
