/** One for each core instead of one for all: of a counter, or of a whole table with its lock. */
import { own, ownReadWrite } from "../../locks/own.ts";
import type { Replacement } from "../../locks/replaceable.ts";
import type { StructureCost } from "../../analysis/costs.ts";
import type { Rearrangement } from "../../machine/rearranged.ts";
import type { Row } from "../../rows/row.ts";
import { coresIn, named, type Remedy, type Seen, sum, WORTH_A_TRY } from "./remedy.ts";

/**
 * Structures that are used in page faults for so many of their acquires are page tables and what guards them.
 */
const MAPS_PAGES = 0.1;
const spotsOf = (words: readonly Row[]) => words.map(({ spot }) => String(spot));

/** The locks of a structure. */
function locksOf({ report }: Seen, { at }: StructureCost): Row[] {
  return report.locks.filter((lock) => lock.at === at);
}

/** The words that are written under the locks of a structure; none if a device uses some of it. */
function wordsUnder(seen: Seen, structure: StructureCost): Row[] {
  const locks = locksOf(seen, structure).map(({ address }) => address);
  if (structure.deviceWords > 0) return [];
  return seen.report.uses.filter(({ guard, use, lock, isAwaited }) =>
    locks.includes(guard!) && use !== "constant" && lock === -1 && !isAwaited
  );
}

/**
 * Whether what is under a lock is mostly each core's own affair: entries that it puts in and takes out again,
 * sums to which all add, or a pool from which all take and to which they give back.
 */
function isEachOnes({ borrowedWords, sharedWords }: StructureCost, words: readonly Row[]): boolean {
  if (words.some(({ isGivenBack, isCounter }) => isGivenBack && !isCounter)) return true;
  const sums = words.filter(({ use, isCounter }) => use === "shared" && isCounter).length;
  return sharedWords === sums || borrowedWords + sums > sharedWords - sums;
}

/**
 * A change by which each core has a structure with its locks for itself; or only the data, under other locks.
 */
export function oneForEach(
  seen: Seen,
  structure: StructureCost,
  locks: Replacement = { lock: own, readWrite: ownReadWrite },
): Rearrangement {
  const parts = new Map(spotsOf(locksOf(seen, structure)).map((spot) => [spot, locks]));
  return { perCore: spotsOf(wordsUnder(seen, structure)), parts };
}

/** A counter for each core. */
export const countForEach: Remedy = {
  name: "a counter for each core",
  reason:
    "Each core changes a word on a line of its own, which stays in its cache; who wants the sum adds them " +
    "up.",
  price:
    "A line for each core, and a read of all of them for whoever wants the sum; it may be a little out of " +
    "date.",
  notWhere: "Where each core has to know the exact value with every change, as for a ticket or a limit.",
  calledBy({ report: { uses }, costs }) {
    const words = uses.filter(({ lock, isDevices, isAwaited, guard, writers }) =>
      lock === -1 && !isDevices && !isAwaited && guard === -1 && coresIn(writers).length > 1
    );
    const lines = [...Map.groupBy(words, ({ lineNumber }) => lineNumber).values()];
    if (sum(lines.map(([first]) => first!), "lineStallCycles") < WORTH_A_TRY * costs.busyCycles) {
      return undefined;
    }
    return { where: named(words.map(({ field }) => String(field))), change: { perCore: spotsOf(words) } };
  },
  sketch: `import { array, type Core, int32, lineAligned, type Machine, struct } from "corey-lab";

/** A counter with a line for each core: to add is to write one's own. */
export function counterForEach(machine: Machine) {
  const one = struct("count", { value: lineAligned(int32), rest: array(int32, 15) });
  const counts = machine.cores.map(({ chip }) => machine.memory.place(one, chip).value);
  return {
    add(core: Core, amount: number) {
      const mine = counts[core.number]!;
      core.store(mine, core.load(mine) + amount);
    },
    *sum(core: Core) {
      yield;
      return counts.reduce((total, at) => total + core.load(at), 0);
    },
  };
}`,
};

/** A table for each core, with a lock of its own. */
export const tableForEach: Remedy = {
  name: "a table for each core",
  reason: "Each core takes a lock that nobody else wants, and finds the data in its own cache.",
  price:
    "Memory for each core; what one has too much of, another may lack, so batches have to go between them.",
  notWhere: "Where a core has to find at once what another has put in.",
  calledBy(seen) {
    for (const structure of seen.costs.structures) {
      if (structure.cycles < WORTH_A_TRY * seen.costs.busyCycles) break;
      const words = wordsUnder(seen, structure);
      if (words.length === 0 || structure.shareInFaults >= MAPS_PAGES || !isEachOnes(structure, words)) {
        continue;
      }
      const where = named(locksOf(seen, structure).map(({ lock }) => String(lock)));
      return { where, change: oneForEach(seen, structure) };
    }
    return undefined;
  },
  sketch: `import { type Core, int32, type Machine, struct, ticket } from "corey-lab";

/** Free blocks: a list for each core, and one for all that a core goes to once in a batch. */
export function freeLists(machine: Machine, batch = 32) {
  const make = (chip: number) => {
    const at = machine.memory.place(struct("free_list", { lock: int32, free: int32 }), chip);
    return { ...at, guard: ticket.place(machine, at.lock) };
  };
  const common = make(0), own = machine.cores.map(({ chip }) => make(chip));
  return function* (core: Core) {
    const { free } = own[core.number]!, left = core.load(free);
    if (left > 0) return core.store(free, left - 1);
    yield* common.guard.acquire(core);
    core.store(common.free, core.load(common.free) - batch);
    yield* common.guard.release(core);
    core.store(free, batch - 1);
  };
}`,
};
