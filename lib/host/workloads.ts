/** Workloads on the reader's own computer: rows as those of the simulation. */
import * as z from "zod";
import { InputError } from "../input/check.ts";
import { called, count, optionsOf, positive } from "../input/options.ts";
import { suggestion } from "../input/suggest.ts";
import { stoppable } from "../input/stop.ts";
import type { Row } from "../rows/row.ts";
import { columnsOf } from "./columns.ts";
import { measureClock } from "./measure.ts";
import { hostWorkloads } from "./programs/all.ts";
import { readTopology } from "./read_topology.ts";
import { rateOf, ratesOf, type Round } from "./rounds.ts";
import { regimesInWords, regimesOf } from "./regimes.ts";
import { shootdowns } from "./shootdowns.ts";
import { runTeam } from "./team.ts";
import { areCounted } from "./thread_counts.ts";
import { inOrder } from "./topology.ts";

/** The workloads that run here. */
export const hostWorkloadNames: readonly string[] = Object.keys(hostWorkloads);

/** How a workload is run. */
export interface HostRunOptions {
  /** How many threads or processes, each on a processor of its own; from 1 to all unless said. */
  readonly cores?: readonly number[];
  /** Threads share an address space and descriptors, processes share nothing; `threads` unless said. */
  readonly as?: "threads" | "processes";
  /** How many rounds; 10 unless said. */
  readonly rounds?: number;
  /** How long a round is; 0.05 s unless said, or `COREY_LAB_ROUND_SECONDS` of the environment. */
  readonly roundSeconds?: number;
  /** Is called with each row as it comes. */
  readonly onRow?: (row: Row, done: number, total: number) => void;
}

const checked = optionsOf<HostRunOptions>("runHere", {
  cores: z.array(count).optional(),
  as: z.enum(["threads", "processes"]).optional(),
  rounds: count.optional(),
  roundSeconds: positive.optional(),
  onRow: called<HostRunOptions["onRow"]>().optional(),
});

/**
 * Runs a workload for real, on more and more processors. A notebook's stop button ends it with the rows so
 * far.
 *
 * @param workload one of {@link hostWorkloadNames}
 * @returns a row a count: `workload`, `system` (this computer), `as`, `cores`, `throughputPerSecond` (of each
 * round only while all had their processors; the median of the rounds), `spread` (of the middle eight tenths
 * of the rounds, as a share of the median), `regimes` where the rounds lie about two rates and not one; where
 * the system counts them `preemptions` (how often another program got one of the processors), `together` (the
 * share of the rounds' time in which all had their processors; at 0 the rates are of all of it) and
 * `shootdownsPerOp`; and what the simulated workload has: `nanosecondsPerAcquire` of locks,
 * `interruptsPerUnmap` and `cyclesPerUnmap`, and of memclone and mempass `cyclesPerPage` and, for buffers of
 * 512 pages, `softFaults` and `seconds`
 * @throws {InputError} when there is no such workload or option, or this computer has fewer processors
 * @throws {HostError} when the system refuses something
 * @example
 * ```ts
 * import { runHere } from "corey-lab/host";
 * const rows = await runHere("counter", { cores: [1], rounds: 2 });
 * console.log(rows[0]!.throughputPerSecond, rows[0]!.spread);
 * ```
 */
export async function runHere(workload: string, options: HostRunOptions = {}): Promise<Row[]> {
  if (!isWorkload(workload)) {
    throw new InputError(`there is no workload ${workload} here; ${suggestion(workload, hostWorkloadNames)}`);
  }
  const ordered = inOrder(readTopology());
  const { cores = ordered.map((_, i) => i + 1), onRow, as = "threads", ...rest } = checked(options);
  const tooMany = cores.find((many) => many > ordered.length);
  if (tooMany !== undefined) {
    throw new InputError(`cores = ${tooMany}: this computer has ${ordered.length} processors`);
  }
  const columns = columnsOf[workload], rows: Row[] = [];
  const clockHertz = columns ? (await measureClock(ordered[0]!)).value : NaN;
  using underWay = stoppable();
  for (const many of cores) {
    if (underWay.signal?.aborted) break;
    const before = shootdowns();
    const { rounds, operations, preemptions } = await runTeam(workload, {
      ...rest,
      as,
      processors: ordered.slice(0, many),
    });
    const after = shootdowns(), { value, spread } = rateOf(rounds), regimes = regimesOf(ratesOf(rounds));
    const shootdownsPerOp = before === undefined || after === undefined
      ? undefined
      : (after - before) / operations;
    const row: Row = {
      workload,
      system: "this computer",
      as,
      cores: many,
      throughputPerSecond: value,
      spread,
      ...(regimes && { regimes: regimesInWords(regimes) }),
      ...(areCounted && { preemptions, together: togetherIn(rounds) }),
      ...(shootdownsPerOp !== undefined && { shootdownsPerOp }),
      ...columns?.({ rounds, cores: many, clockHertz, shootdownsPerOp }),
    };
    rows.push(row);
    onRow?.(row, rows.length, cores.length);
  }
  return rows;
}

/** The share of all rounds in which every member had its processor. */
function togetherIn(rounds: readonly Round[]): number {
  return rounds.reduce((sum, { together }) => sum + together, 0) / rounds.length;
}

function isWorkload(name: string): name is keyof typeof hostWorkloads {
  return Object.hasOwn(hostWorkloads, name);
}
