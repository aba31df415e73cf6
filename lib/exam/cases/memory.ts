/** Questions about address spaces and memory. */
import { linux } from "../../kernels/linux/linux.ts";
import { corey } from "../../libos/corey.ts";
import { mcs } from "../../locks/mcs.ts";
import { ticket } from "../../locks/ticket.ts";
import { memclone } from "../../workloads/memclone.ts";
import { unmap } from "../../workloads/unmap.ts";
import { type ExamCase, way } from "../case.ts";
import { keptStructure, useStructure } from "../kept_structure.ts";
import { privateStream } from "../private_stream.ts";

const clone = memclone({ megabytes: 0.25 });

/** Threads that touch fresh memory of their own. */
export const pageTableUpdates: ExamCase = {
  name: "page-table updates",
  question:
    "Threads on sixteen cores touch fresh memory, each its own. Does Corey solve the contention for the " +
    "page tables?",
  verdict: "yes",
  structure: "All threads run in one address space, so every page fault writes its lock and its counters.",
  cost:
    "The lines of the lock go round all cores, and faults that have nothing in common wait for each other.",
  abstraction: "Address ranges: each core's private memory is in a root range of its own.",
  why: "A fault then writes tables that this core alone has; shared memory can still be in ranges that all " +
    "roots hold, which separate processes on Linux cannot say.",
  remedy: "address ranges",
  cores: 16,
  goal: { column: "cyclesPerPage", better: "less" },
  ways: [
    way("Linux, threads", clone, linux.threads()),
    way("Corey, a root range a core", clone, corey.addressRanges()),
    way("Linux, processes", clone, linux.processes()),
  ],
};

const map = unmap({ warmUpMicroseconds: 100, microseconds: 300 });

/** Threads that unmap memory of their own. */
export const shootdowns: ExamCase = {
  name: "shootdowns",
  question:
    "Threads on sixteen cores map a page, touch it and unmap it again, each its own. Does Corey solve the " +
    "contention that comes of the shootdowns?",
  verdict: "yes",
  structure: "The page is in an address space that sixteen TLBs may hold translations of.",
  cost: "Each unmap interrupts fifteen cores and waits until all have dropped a translation that none had.",
  abstraction: "Address ranges: a page in a core's private range can be in no other TLB.",
  why: "The kernel knows whom to interrupt because the application has said who shares the range: " +
    "nobody; in a range that is shared, Corey must interrupt as Linux does, and processes, which share " +
    "nothing, interrupt nobody on Linux either.",
  remedy: "address ranges",
  cores: 16,
  goal: { column: "cyclesPerUnmap", better: "less" },
  ways: [
    way("Linux, threads", map, linux.threads()),
    way("Corey, a root range a core", map, corey.addressRanges()),
    way("Linux, processes", map, linux.processes()),
  ],
};

const pages = useStructure(1500);

/** All cores take pages from one list. */
export const freePageList: ExamCase = {
  name: "free-page list",
  question:
    "Sixteen cores take pages from one list of free pages, and clear each before they use it. Does Corey " +
    "solve the contention for the list?",
  verdict: "yes",
  structure: "The head and the count of the list are written by every core, under the list's lock.",
  cost:
    "Two lines and the lock are fetched from the core before for each page, and a ticket lock's hand-over " +
    "takes the longer the more cores wait.",
  abstraction:
    "Segments: a segment says which core's memory it is made of, and the kernel has a list for each " +
    "core.",
  why: "A core that takes pages from its own list meets nobody there; a page that another core gives " +
    "back goes to the list it came from, so a program in which one core frees what all allocate " +
    "shares that list again.",
  remedy: "segments",
  cores: 16,
  goal: { column: "throughputPerSecond", better: "more" },
  ways: [
    way("one list, ticket lock", pages, keptStructure.underLock("free list", 2, ticket)),
    way("a list a core", pages, keptStructure.forEachCore("free list", 2)),
    way("one list, MCS lock", pages, keptStructure.underLock("free list", 2, mcs)),
    way("one list, a kernel core", pages, keptStructure.byKernelCore("free list", 2)),
  ],
};

/** All cores read memory of their own. */
export const memoryBound: ExamCase = {
  name: "memory-bound loop",
  question:
    "Eight cores, two on each chip, read 2 MB each of private memory from end to end, over and over, and " +
    "get no more done than four. Does Corey solve that?",
  verdict: "no",
  structure: "Nothing that software wrote is shared: only the chips' memory channels are.",
  cost: "Bandwidth: the cores of a chip queue for its memory, and no line goes from one core to another.",
  abstraction: "None: the kernel is not called in the loop, so it does not matter which kernel it is.",
  why: "Less sharing cannot help where nothing is shared; what helps is to bring less in, as by working on " +
    "pieces that stay in the caches.",
  remedy: "none",
  cores: 8,
  goal: { column: "bytesPerSecond", better: "more" },
  ways: [
    way("Linux, threads", privateStream(2048), linux.threads()),
    way("Corey, a root range a core", privateStream(2048), corey.addressRanges()),
    way("Linux, 256 KB at a time", privateStream(256), linux.threads()),
  ],
};
