/** Questions about what kernels keep for all cores: run queue, log, blocks of files. */
import { bufferCaches } from "../../libos/buffer_cache/systems.ts";
import { mcs } from "../../locks/mcs.ts";
import { ticket } from "../../locks/ticket.ts";
import { bufferCache } from "../../workloads/buffer_cache.ts";
import { type ExamCase, way } from "../case.ts";
import { keptStructure, useStructure } from "../kept_structure.ts";

const goal = { column: "throughputPerSecond", better: "more" } as const;
const schedule = useStructure(4000);

/** All cores look for the next thread in one queue. */
export const runQueue: ExamCase = {
  name: "run queue",
  question: "Sixteen cores take the next thread from one run queue, every 2 µs. Does Corey solve the " +
    "contention for the queue?",
  verdict: "yes, but",
  structure:
    "The queue, its lock and the record of the thread at its head are written by whichever core is free.",
  cost:
    "Three lines and the lock are fetched from another core at each switch, and fifteen cores wait for one.",
  abstraction:
    "Pcores: an application owns its cores for a long time, and the kernel has no run queue at all.",
  why:
    "What is not there is not contended for; but the application then has to divide its work itself, and a " +
    "core with nothing to do stays idle unless the application moves work to it.",
  remedy: "pcores",
  cores: 16,
  goal,
  ways: [
    way("one queue, ticket lock", schedule, keptStructure.underLock("run queue", 3, ticket)),
    way("a queue a core", schedule, keptStructure.forEachCore("run queue", 3)),
    way("one queue, MCS lock", schedule, keptStructure.underLock("run queue", 3, mcs)),
  ],
};

const append = useStructure(3000);

/** All cores append to one log. */
export const logLock: ExamCase = {
  name: "log lock",
  question:
    "Sixteen cores append records to one log, and all records have to be in one order. The log is under a " +
    "queue lock. Does Corey solve the contention?",
  verdict: "yes, but",
  structure:
    "The end of the log is written by every core, and has to be: each record comes after another core's.",
  cost: "The lock and three lines travel for each record, one hand-over after the other.",
  abstraction:
    "A kernel core: it keeps the end of the log in its cache; shares and ranges cannot keep apart what is " +
    "one order by its meaning.",
  why:
    "A call to the kernel core takes nearly as long as the lock's hand-over, so it gains a quarter and no " +
    "more; the application needs the sharing, and what gains far more, a log for each core, ordered by " +
    "time stamps when it is read, is another contract.",
  remedy: "kernel cores",
  cores: 16,
  goal,
  ways: [
    way("one log, MCS lock", append, keptStructure.underLock("log", 3, mcs)),
    way("one log, a kernel core", append, keptStructure.byKernelCore("log", 3)),
    way("a log a core: another contract", append, keptStructure.forEachCore("log", 3)),
  ],
};

const oneBlock = { files: 1, blocks: 1, warmUpMicroseconds: 50, microseconds: 200 };

/** All cores write one block. */
export const bufferCacheBlock: ExamCase = {
  name: "buffer cache block",
  question:
    "Sixteen cores read and write the same block of a file, half of the time each. Does Corey's buffer " +
    "cache solve the contention?",
  verdict: "yes, but",
  structure:
    "The table that finds the block, its lock, and the 64 lines of the block are written by all cores.",
  cost:
    "With one lock the cores queue to find the block; then its lines are fetched from whoever wrote last.",
  abstraction:
    "The library OS: Corey's buffer cache finds blocks in a tree without locks, and writers take new " +
    "blocks from lists of their own.",
  why: "Finding the block is no longer sharing, and that gains; but the block's data still travel to " +
    "each core that reads what another wrote, as the rate with hardly any writes shows.",
  remedy: "library OS",
  cores: 16,
  goal,
  ways: [
    way("one lock", bufferCache({ ...oneBlock, writeShare: 0.5 }), bufferCaches.hashTable()),
    way("Corey's", bufferCache({ ...oneBlock, writeShare: 0.5 }), bufferCaches.scalable()),
    way(
      "Corey's, one write in 1,000",
      bufferCache({ ...oneBlock, writeShare: 0.001 }),
      bufferCaches.scalable(),
    ),
  ],
};
