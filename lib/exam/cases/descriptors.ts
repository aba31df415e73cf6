/** Questions about what file descriptors and names are kept in. */
import { linux } from "../../kernels/linux/linux.ts";
import { countForEachCore } from "../../kernels/linux/counts.ts";
import { corey } from "../../libos/corey.ts";
import { fdTables } from "../../libos/fd_tables.ts";
import { mcs } from "../../locks/mcs.ts";
import { opteron48 } from "../../machine/presets.ts";
import { dupClose, type FileDescriptors } from "../../workloads/dup_close.ts";
import { fdOpen } from "../../workloads/fd_open.ts";
import { repeat } from "../../workloads/repeat.ts";
import type { Workload } from "../../workloads/workload.ts";
import { type ExamCase, way } from "../case.ts";

const window = { warmUpMicroseconds: 100, microseconds: 200 };
const opens = { column: "opensPerSecond", better: "more" } as const;
const operations = { column: "throughputPerSecond", better: "more" } as const;

/** Threads that open distinct files, whose descriptors everybody may use. */
export const descriptorTable: ExamCase = {
  name: "descriptor table",
  question: "Threads on sixteen cores open distinct files, and any of them may use any descriptor. " +
    "Does Corey solve the contention for the table?",
  verdict: "yes, but",
  structure: "All cores write one table of descriptors and its lock, though each opens a file of its own.",
  cost: "Each open fetches the lock, the bit map and the slot from the core that was inside before, " +
    "and all others wait for their turn meanwhile.",
  abstraction: "A kernel core: one core keeps the table in its cache, and the others send it their calls " +
    "through rings in shared memory.",
  why:
    "Only the slots of the rings travel; but one core serves all, a queue lock does nearly as much without " +
    "giving a core away, and on few cores the table is hardly contended, so that the kernel core loses.",
  remedy: "kernel cores",
  cores: 16,
  goal: opens,
  ways: [
    way("one table, ticket lock", fdOpen(window), fdTables.shared()),
    way("one table, a kernel core", fdOpen(window), fdTables.kernelCore()),
    way("one table, MCS lock", fdOpen(window), fdTables.shared(mcs)),
  ],
};

/** Threads that duplicate descriptors of their own. */
export const ownDescriptors: ExamCase = {
  name: "descriptors of one's own",
  question: "Threads on sixteen cores duplicate and close descriptors that no other thread ever uses. " +
    "Does Corey solve the contention?",
  verdict: "yes",
  structure: "All cores write the table of the process, since POSIX makes threads share their descriptors.",
  cost: "Every dup and every close waits for the table's lock and then misses on its lines.",
  abstraction: "Shares: each core puts its descriptors into a share of its own, in which it alone looks.",
  why: "A private share needs no lock and its lines stay in one cache, so nothing is left to contend " +
    "for; what is given up is the promise that a number is the lowest free one of the whole process.",
  remedy: "shares",
  cores: 16,
  goal: operations,
  ways: [
    way("Linux, one table", dupClose(window), linux.threads()),
    way("Corey, a share a core", dupClose(window), corey.descriptors("private")),
    way("Corey, one share for all", dupClose(window), corey.descriptors("global")),
  ],
};

/** Every core opens a file of its own and closes it again. */
function openClose(): Workload<FileDescriptors> {
  return {
    name: "open-close",
    calls: ["open", "close"],
    measure(run) {
      const { kernel } = run;
      const { operations, seconds } = repeat(run, window, (core) =>
        function* () {
          yield* kernel.close(core, yield* kernel.open(core, `/file${core.number}`));
        });
      return { throughputPerSecond: operations / seconds };
    },
  };
}

/** Processes that open files of one directory. */
export const directoryEntry: ExamCase = {
  name: "directory entry count",
  question:
    "Forty-eight processes on as many cores open and close files of one directory, each a file of its " +
    "own. Does Corey solve the contention for the directory's entry?",
  verdict: "yes, but",
  structure: "Every walk of a path counts the root directory and its mount up and down again.",
  cost: "The two words that hold the counts are written four times for each open, and go round all cores; " +
    "there is no lock to blame.",
  abstraction: "Shares: a core's files are objects in a share of its own, and nothing is counted for all.",
  why:
    "Then no line is written by two cores and the rate grows with them; but the calls take longer, and a " +
    "count for each core, as Linux got it later, keeps the short path and gains far more.",
  remedy: "shares",
  machine: opteron48,
  cores: 48,
  goal: operations,
  ways: [
    way("Linux, one count", openClose(), linux.processes()),
    way("Corey, a share a core", openClose(), corey.descriptors("private")),
    way("Linux, a count a core", openClose(), linux.processes({ counts: countForEachCore })),
  ],
};
