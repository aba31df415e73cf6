/**
 * What the use of a shared structure says: are cores in each other's way for the sake of data that they
 * share, or for nothing?
 */
import type { Row } from "../rows/row.ts";
import type { Finding } from "./finding.ts";
import type { Costs, StructureCost } from "./costs.ts";
import { isCommon, isPrivate } from "./page_findings.ts";

/** A request to a kernel core takes two lines; it fetches both, and writes to them twice to answer. */
const TRANSFERS_PER_REQUEST = 4;
/**
 * A lock that hands over in constant time takes a transfer for the core that joins its queue, and one and a
 * half for the next in turn.
 */
const TRANSFERS_PER_HAND_OVER = 2.5;
/** A kernel core costs a core; less gain than this is not worth one. */
const WORTH_A_CORE = 1.2;

/** A structure that costs much. */
export function ofStructure(cost: StructureCost, costs: Costs, pages: Row): Finding {
  const found = {
    structure: cost.structure,
    cost: cost.deviceWords > 0
      ? "device contention" as const
      : cost.waitCycles > cost.stallCycles
      ? "lock serialisation" as const
      : "line bouncing" as const,
    alternative: "none" as const,
  };
  const mapsPages = cost.shareInFaults >= 0.1 && isCommon(pages);
  if (mapsPages && isPrivate(pages)) {
    const reason =
      "Page faults of all cores meet there, although each core uses pages of its own. In private address " +
      "ranges they touch nothing in common.";
    return { ...found, abstraction: "address ranges", reason };
  }
  if (mapsPages) {
    const reason =
      "Page faults of all cores meet there, and the pages are shared as well: a core that maps them for " +
      "the others has to change what they share.";
    return { ...found, abstraction: "none", reason };
  }
  return { ...found, ...(cost.acquires > 0 ? ofLocked(cost, costs) : ofUnlocked(cost)) };
}

/** A structure with a lock: what is behind it? */
function ofLocked(
  cost: StructureCost,
  costs: Costs,
): Partial<Finding> & Pick<Finding, "abstraction" | "reason"> {
  const { borrowedWords, ownWords, sharedWords, deviceWords, constantWords } = cost;
  if (borrowedWords + ownWords + sharedWords === 0 && constantWords > 0) {
    const reason =
      "The lock guards data that nobody changed meanwhile, but to take it is to write. Readers should not " +
      "have to: let readers do without a lock, and writers replace what is read.";
    return { abstraction: "none", reason };
  }
  if (borrowedWords + ownWords + sharedWords === 0) {
    const reason =
      "The lock guards no data: there is nothing to keep apart or to keep in one place. What costs is the " +
      "lock itself.";
    return { abstraction: "none", reason };
  }
  const { now, withBestLock, onKernelCore } = kernelCoreTimes(cost, costs);
  if (deviceWords === 0 && (sharedWords === 0 || borrowedWords > sharedWords)) {
    const reason =
      "Cores put entries of their own into a common table and take them out again; none looks at " +
      "another's. With a share of its own, each core needs neither the lock nor the others' lines.";
    const gain = now / onKernelCore;
    if (gain < WORTH_A_CORE) return { abstraction: "shares", reason };
    const alternative = ` If all have to see the table, a kernel core does about ${
      gain.toFixed(1)
    } times as much as all do now.`;
    return { abstraction: "shares", alternative: "kernel cores", reason: reason + alternative };
  }
  if (Math.min(now, withBestLock) / onKernelCore >= WORTH_A_CORE) {
    const reason =
      `Cores change the same data in turn${
        deviceWords > 0 ? ", which a device uses too" : ""
      }, so it has to be shared; but it ` +
      "need not move. On a kernel core it stays in one cache, without a lock, and only requests travel.";
    return { abstraction: "kernel cores", reason };
  }
  const serialWork = cost.workCycles / cost.acquires > onKernelCore / 2;
  const reason = serialWork
    ? "Most of the time under the lock is work on data that cores share: one core at a time can do it, " +
      "wherever that is."
    : now > WORTH_A_CORE * withBestLock
    ? "The lock is what costs, more than the data that it guards: by the count of lines that move, a " +
      "core does no more than another lock would. What either gains, or less sharing, has to be tried."
    : "A request to a kernel core would move about as many lines as the structure itself.";
  return { abstraction: "none", reason };
}

/**
 * Cycles from one operation to the next where all want one: as it is, with the same data under a better lock,
 * and on a kernel core.
 */
function kernelCoreTimes(
  { acquires, waitCycles, workCycles, stallCycles, holdTransfers, transferCycles }: StructureCost,
  { elapsedCycles }: Costs,
): { now: number; withBestLock: number; onKernelCore: number } {
  const work = workCycles / acquires;
  return {
    // If at any time somebody waits, operations follow each other without a gap.
    now: waitCycles >= elapsedCycles ? elapsedCycles / acquires : work + stallCycles / acquires,
    withBestLock: work + (TRANSFERS_PER_HAND_OVER + holdTransfers / acquires) * transferCycles,
    onKernelCore: work + TRANSFERS_PER_REQUEST * transferCycles,
  };
}

/** Lines that bounce without a lock. */
function ofUnlocked(
  { sharedWords, deviceWords }: StructureCost,
): Partial<Finding> & Pick<Finding, "abstraction" | "reason"> {
  if (deviceWords > 0) {
    const reason = "A device and a core hand data to each other there; that takes these transfers.";
    return { abstraction: "none", reason };
  }
  if (sharedWords === 0) {
    const reason =
      "Words that cores use for themselves share lines by accident. No abstraction helps, but room between " +
      "them does.";
    return { abstraction: "none", reason };
  }
  const reason =
    "Cores change or await the same words one by one. Each time one line moves, and a request to a kernel " +
    "core would move more.";
  return { abstraction: "none", reason };
}
