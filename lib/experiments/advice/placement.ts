/**
 * Memory where it is used, or spread: for cores that wait for memory of other chips, or all for one chip's.
 */
import type { PageHoming } from "../../machine/page_homes.ts";
import { UNEVEN } from "../../analysis/diagnosis.ts";
import { type Indication, type Remedy, type Seen, sum, WORTH_A_TRY } from "./remedy.ts";

/** Cores that get so much of what they get from other chips' memory use memory that is not their own. */
const REMOTE = 0.25;

/** Where memory takes time, and either is far away or all on one chip. */
function misplaced({ report: { homes }, costs }: Seen, pages: PageHoming): Indication | undefined {
  const { remoteMemoryShare, memoryUnevenness, busyCycles } = costs;
  if (homes.length === 1 || sum(homes, "dramCycles") < WORTH_A_TRY * busyCycles) return undefined;
  if (remoteMemoryShare < REMOTE && memoryUnevenness < UNEVEN) return undefined;
  const most = homes.reduce((a, b) => Number(b.accesses) > Number(a.accesses) ? b : a);
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const where = memoryUnevenness >= UNEVEN
    ? `memory: ${percent(memoryUnevenness / homes.length)} of accesses go to chip ${most.chip}`
    : `memory: ${percent(remoteMemoryShare)} of accesses go to other chips`;
  return { where, change: { pages } };
}

/** Each page in the memory of the core that uses it. */
export const firstTouch: Remedy = {
  name: "memory at its user",
  reason: "Each core then reads its own chip's memory: all channels work, and nothing travels over links.",
  price: "Whoever uses a page has to touch it first, so data are to be filled by the cores that use them.",
  notWhere: "Pages that cores of several chips use; data that a cache holds anyway.",
  calledBy: (seen) => misplaced(seen, "first touch"),
};

/** Pages dealt to all chips in turn. */
export const interleave: Remedy = {
  name: "memory spread over all chips",
  reason: "No chip's memory has to serve all cores: the channels of all chips work.",
  price: "Most accesses go to another chip, those too that were near before.",
  notWhere: "Where each page has one user: there its own chip's memory is nearer.",
  calledBy: (seen) => misplaced(seen, "interleaved"),
};
