/** What stands in the model for each workload of the reader's own computer. */
import { linux } from "../kernels/linux/linux.ts";
import type { System } from "../kernels/system.ts";
import { mcs, ticket, unfair } from "../locks/all.ts";
import type { MachineSpec } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";
import { dupClose } from "../workloads/dup_close.ts";
import { memclone } from "../workloads/memclone.ts";
import { mempass } from "../workloads/mempass.ts";
import { openClose } from "../workloads/open_close.ts";
import { unmap } from "../workloads/unmap.ts";
import type { Workload } from "../workloads/workload.ts";
import type { HostProgramName } from "./programs/all.ts";
import { LINE_WORDS } from "./programs/program.ts";
import { adding, guardedAdding, guardedBy, sharedWords } from "./simulated_words.ts";

/** A workload of this computer, and the simulated one that is to predict it. */
export interface Counterpart {
  /** Its name, as `runHere` knows it. */
  readonly name: string;
  /** What runs it, here and in the model. */
  readonly as: "threads" | "processes";
  /** The same in the model. */
  readonly workload: Workload<unknown>;
  /** What that runs on. */
  readonly system: System<unknown>;
  /** Operations per second of all cores together, off a row of the simulated workload. */
  readonly perSecond: (row: Row, machine: MachineSpec) => number;
}

type Rate = Counterpart["perSecond"];

function pair<Kernel>(
  name: HostProgramName,
  as: Counterpart["as"],
  workload: Workload<Kernel>,
  system: System<Kernel>,
  perSecond: Rate = (row) => Number(row.throughputPerSecond),
): Counterpart {
  return { name, as, workload: workload as Workload<unknown>, system, perSecond };
}

/** Of operations that take each core so many cycles. */
const ofCycles = (column: string): Rate => (row, { clockHertz }) =>
  Number(row.cores) * clockHertz.value / Number(row[column]);
/** Of pages that one core after the other touches. */
const inTurn: Rate = (row, { clockHertz }) => clockHertz.value / Number(row.cyclesPerPage);

/** Of words, which take some nanoseconds each. */
const window = { warmUpMicroseconds: 100, microseconds: 400 };
/** Of system calls, of which a computer may do some ten thousand a second: an end more or less is 0.2 %. */
const calls = { warmUpMicroseconds: 1000, microseconds: 10_000 };
/** As large as the buffers that the computer's programs map. */
const buffer = { megabytes: 2 };
const onThreads = linux.threads(), onProcesses = linux.processes();

/**
 * Each workload of this computer with its counterpart, on threads, and on processes where these share less.
 *
 * @example
 * ```ts
 * import { opteron16, sweep } from "corey-lab";
 * import { counterparts } from "corey-lab/host";
 * const { workload, system, perSecond } = counterparts.find(({ name }) => name === "counter")!;
 * const [row] = await sweep({ workload, system, machine: opteron16, cores: [2] });
 * console.log(perSecond(row!, opteron16));
 * ```
 */
export const counterparts: readonly Counterpart[] = [
  pair("dup-close", "threads", dupClose(calls), onThreads),
  pair("dup-close", "processes", dupClose(calls), onProcesses),
  pair("open-close", "threads", openClose(calls), onThreads),
  pair("open-close", "processes", openClose(calls), onProcesses),
  pair("counter", "threads", adding(0, window), sharedWords),
  pair("packed", "threads", adding(4, window), sharedWords),
  pair("padded", "threads", adding(4 * LINE_WORDS, window), sharedWords),
  pair("ticket", "threads", guardedAdding(window), guardedBy(ticket)),
  pair("test-and-set", "threads", guardedAdding(window), guardedBy(unfair)),
  pair("mcs", "threads", guardedAdding(window), guardedBy(mcs)),
  pair("memclone", "threads", memclone(buffer), onThreads, ofCycles("cyclesPerPage")),
  pair("memclone", "processes", memclone(buffer), onProcesses, ofCycles("cyclesPerPage")),
  pair("mempass", "threads", mempass(buffer), onThreads, inTurn),
  pair("mempass", "processes", mempass(buffer), onProcesses, inTurn),
  pair("unmap", "threads", unmap(calls), onThreads, ofCycles("cyclesPerUnmap")),
];
