/**
 * Small programs with the ailments that public reports tell of: a counter that all change, a lock that all
 * readers write, memory on one node, one acceptor, and so on. What keeps each from scaling was built in.
 */
import { Random } from "corey-lab/sim";
import {
  array,
  type Core,
  int32,
  lineAligned,
  type Machine,
  PAGE_BYTES,
  struct,
  word64,
} from "corey-lab/machine";
import { type LockKind, readWrite, ticket } from "corey-lab/locks";
import type { System } from "corey-lab/kernels";
import { repeat, type Workload } from "corey-lab/workloads";
import type { Program } from "corey-lab/sim";

const window = { warmUpMicroseconds: 30, microseconds: 100 };

/** What a core does over and over, on a machine prepared for it. */
type Prepared = (core: Core, random: Random) => Program;

/** A program that prepares a machine, and then repeats one operation on every core between some work of its own. */
export function program(
  own: number,
  prepare: (machine: Machine, cores: readonly Core[]) => Prepared,
): Workload<null> {
  return {
    name: "public case",
    measure(run) {
      const operate = prepare(run.machine, run.cores);
      // deno-lint-ignore require-yield
      const { operations, seconds } = repeat(run, window, function* (core) {
        const random = new Random(run.seed * 1000 + core.number);
        return function* () {
          core.compute(random.exponential(own));
          yield;
          yield* operate(core, random);
        };
      });
      return { throughputPerSecond: operations / seconds };
    },
  };
}

/** No kernel at all. */
export const bare: System<null> = { name: "bare", boot: () => null };

/** Statistics: every request adds to one word. */
export const contendedCounter = program(200, ({ memory }) => {
  const { hits } = memory.place(struct("statistics", { hits: int32 }));
  return function* (core) {
    yield;
    core.fetchAdd(hits, 1);
  };
});

/** A counter for each thread, in one array: their words share lines. */
export const packedCounters = program(200, ({ memory, cores }) => {
  const { count } = memory.place(struct("per_thread", { count: array(int32, cores.length) }));
  return function* (core) {
    yield;
    core.store(count + 4 * core.number, core.load(count + 4 * core.number) + 1);
  };
});

/** A routing table that all look things up in, under a read-write lock. */
export const readerLock = program(500, (machine) => {
  const at = machine.memory.place(
    struct("routes", { lock: int32, entries: lineAligned(array(word64, 128)) }),
  );
  const lock = readWrite.place(machine, at.lock);
  return function* (core, random) {
    yield* lock.acquireRead(core);
    for (let i = 0; i < 3; i++) core.load(at.entries + 8 * random.below(128));
    core.compute(60);
    yield* lock.releaseRead(core);
  };
});

/** Blocks are taken from one list and given back to it, under one lock. */
export const freeList = (kind: LockKind = ticket) =>
  program(500, (machine) => {
    const at = machine.memory.place(struct("pool", { lock: int32, head: lineAligned(int32), free: int32 }));
    const block = machine.memory.place(struct("blocks", { next: array(int32, 16 * 256) })).next;
    const lock = kind.place(machine, at.lock);
    for (let i = 0; i < 256; i++) machine.memory.initialise(block + 64 * i, i < 255 ? i + 2 : 0);
    machine.memory.initialise(at.head, 1);
    return function* (core) {
      yield* lock.acquire(core);
      const mine = core.load(at.head);
      core.store(at.head, core.load(block + 64 * (mine - 1)));
      core.store(at.free, core.load(at.free) - 1);
      yield* lock.release(core);
      core.compute(100);
      yield;
      yield* lock.acquire(core);
      core.store(block + 64 * (mine - 1), core.load(at.head));
      core.store(at.head, mine);
      core.store(at.free, core.load(at.free) + 1);
      yield* lock.release(core);
    };
  });

/** How many blocks of a file system are free: one count under one lock. */
export const freeBlockCountUnder = (kind: LockKind) =>
  program(600, (machine) => {
    const at = machine.memory.place(struct("super_block", { lock: int32, free_blocks: int32 }));
    const lock = kind.place(machine, at.lock);
    return function* (core) {
      yield* lock.acquire(core);
      core.store(at.free_blocks, core.load(at.free_blocks) - 1);
      yield* lock.release(core);
    };
  });
export const freeBlockCount = freeBlockCountUnder(ticket);

/** An array that the first thread filled: all its pages are in the memory of chip 0. */
export const firstTouched = program(10, (machine) => {
  const pages = 256, first = machine.memory.physical.placeFrames(pages * machine.cores.length, 0);
  const next = machine.cores.map(() => 0);
  return function* (core) {
    const page = core.number * pages + next[core.number]!;
    next[core.number] = (next[core.number]! + 1) % pages;
    yield;
    core.streamRead(first + PAGE_BYTES * page, PAGE_BYTES);
  };
});

/** Path look-ups that all go through one directory, and count themselves as its users. */
export const directoryCount = program(400, ({ memory }) => {
  const at = memory.place(
    struct("dentry", { count: int32, flags: int32, hash: word64, parent: word64, name: word64 }),
  );
  return function* (core) {
    core.load(at.hash);
    core.load(at.name);
    yield;
    core.fetchAdd(at.count, 1);
    core.load(at.parent);
    core.compute(80);
    yield;
    core.fetchAdd(at.count, -1);
  };
});

/**
 * Pairs of cores with a ring each, whose head and tail are on one line. Each of a pair looks at the other's
 * index only when it knows of no more room, or of no more entries.
 */
export const ringTogether = program(100, ({ memory, cores }) => {
  const type = struct("ring", { head: int32, tail: int32, entry: lineAligned(array(int32, 256)) });
  const rings = cores.map(() => memory.place(type)), known = cores.map(() => 0);
  return function* (core) {
    const { number } = core, at = rings[number >> 1]!, puts = number % 2 === 0;
    const [mine, other] = puts ? [at.head, at.tail] : [at.tail, at.head];
    const index = core.load(mine), mayGoOn = (seen: number) => puts ? index - seen < 256 : seen > index;
    if (!mayGoOn(known[number]!)) {
      yield core.spinUntil(other, mayGoOn);
      known[number] = core.load(other);
    }
    if (puts) core.store(at.entry + 4 * (index % 256), index);
    else core.load(at.entry + 4 * (index % 256));
    yield;
    core.publish(mine, index + 1);
  };
});

/** One thread accepts connections and hands them to the others. */
export const oneAcceptor: Workload<null> = {
  name: "one acceptor",
  measure(run) {
    const { machine, cores } = run, [acceptor, ...workers] = cores;
    const slot = struct("slot", { connection: lineAligned(int32) });
    const slots = new Map(workers.map((core) => [core, machine.memory.place(slot, core.chip).connection]));
    let next = 0;
    const { operations, seconds } = repeat(run, window, function* (core) {
      const mine = slots.get(core);
      yield;
      return mine === undefined
        ? function* () {
          acceptor!.compute(600);
          const free = workers[next++ % workers.length]!;
          yield;
          if (core.load(slots.get(free)!) !== 0) return;
          yield;
          core.publish(slots.get(free)!, 1);
        }
        : function* () {
          yield core.spinUntil(mine, (connection) => connection === 1);
          core.compute(1500);
          yield;
          core.publish(mine, 0);
        };
    });
    return { throughputPerSecond: operations / seconds };
  },
};

/** Each core reads memory of its own chip, more than caches hold. */
export const dramBound = program(10, (machine) => {
  const pages = 2048,
    firsts = machine.cores.map(({ chip }) => machine.memory.physical.placeFrames(pages, chip));
  const next = machine.cores.map(() => 0);
  return function* (core) {
    const page = next[core.number] = (next[core.number]! + 1) % pages;
    yield;
    core.streamRead(firsts[core.number]! + PAGE_BYTES * page, PAGE_BYTES);
  };
});

/** Each core computes. */
export const computeBound = program(2000, () =>
  function* () {
    yield;
  });
