/** Columns of the simulated workloads, beside the throughput that every row of this computer has. */
import type { Row } from "../rows/row.ts";
import type { HostProgramName } from "./programs/all.ts";
import { PAGES } from "./programs/pages.ts";
import { rateOf, type Round } from "./rounds.ts";
import { areCounted } from "./thread_counts.ts";

/** What columns are made of. */
export interface Ran {
  readonly rounds: readonly Round[];
  readonly cores: number;
  readonly clockHertz: number;
  /** Interrupts to empty TLBs, for each operation; undefined where the system does not count them. */
  readonly shootdownsPerOp: number | undefined;
}

type Columns = (ran: Ran) => Row;

const perSecond = ({ rounds }: Ran): number => rateOf(rounds).value;

/** Cycles that an operation takes one core. */
const cyclesOfOne = (ran: Ran): number => ran.cores * ran.clockHertz / perSecond(ran);

/** Of a buffer for each core, or of one that all cores touch. */
function ofBuffers(ran: Ran): Row {
  const pages = PAGES * ran.cores,
    sum = (of: (round: Round) => number) => ran.rounds.reduce((all, round) => all + of(round), 0);
  return {
    ...(areCounted && {
      softFaults: Math.round(
        pages * sum(({ softFaults }) => softFaults) / sum(({ operations }) => operations),
      ),
    }),
    seconds: pages / perSecond(ran),
  };
}

const ofLock: Columns = (ran) => ({ nanosecondsPerAcquire: 1e9 / perSecond(ran) });

/** The columns of each workload that has more than a throughput. */
export const columnsOf: Partial<Record<HostProgramName, Columns>> = {
  ticket: ofLock,
  "test-and-set": ofLock,
  mcs: ofLock,
  memclone: (ran) => ({ cyclesPerPage: cyclesOfOne(ran), ...ofBuffers(ran) }),
  // Its cores take turns: what one waits for the others is no time of a page.
  mempass: (ran) => ({ cyclesPerPage: ran.clockHertz / perSecond(ran), ...ofBuffers(ran) }),
  unmap: (ran) => ({
    ...(ran.shootdownsPerOp !== undefined && { interruptsPerUnmap: ran.shootdownsPerOp }),
    cyclesPerUnmap: cyclesOfOne(ran),
  }),
};
