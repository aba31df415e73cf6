/**
 * Remedies that take another program. A run cannot be changed into one, so they come with a sketch and with
 * what a perfect part in place of the costly one would gain, unless the system knows itself otherwise.
 */
import { perfect, perfectReadWrite } from "../../locks/perfect.ts";
import { coresIn, named, type Remedy, sum, WORTH_A_TRY } from "./remedy.ts";
import { oneForEach } from "./one_for_each_core.ts";
import { costlyLocks, replaced } from "./other_locks.ts";

/** A lock that costs nothing. */
const atNoCost = { lock: perfect, readWrite: perfectReadWrite };
/**
 * Work under a lock that takes less than this is done in no time, beside what it takes to hand the lock over.
 */
const SHORT_CYCLES = 1000;
/** A core that has something to do for this share of the time is the one that others wait for. */
const BUSY = 0.95;

/** What cores have waited for is worth a look if it takes this share of all their time. */
const WAITING = 0.3;

/** Several at once. */
export const batches: Remedy = {
  name: "batches",
  reason: "One hand-over of lock and data pays for several operations.",
  price: "An operation waits until its batch is full, or is done ahead of need.",
  notWhere: "Long work under the lock; operations that others wait for at once.",
  calledBy(seen) {
    const isShort = ({ acquires, holdCycles, holdStallCycles }: Record<string, unknown>) =>
      (Number(holdCycles) - Number(holdStallCycles)) / Math.max(1, Number(acquires)) < SHORT_CYCLES;
    const call = replaced(costlyLocks(seen, isShort), atNoCost);
    return call && { where: call.where, bound: call.change! };
  },
  sketch: `import { type Core, int32, type Machine, struct, ticket } from "corey-lab";

/** Work is noted in a word of the core's own; the lock is taken once for sixteen of them. */
export function inBatches(machine: Machine, batch = 16) {
  const at = machine.memory.place(struct("total", { lock: int32, sum: int32 }));
  const lock = ticket.place(machine, at.lock);
  const own = struct("noted", { count: int32 });
  const noted = machine.cores.map(({ chip }) => machine.memory.place(own, chip).count);
  return function* (core: Core) {
    const mine = noted[core.number]!, count = core.load(mine) + 1;
    core.store(mine, count % batch);
    if (count < batch) return;
    yield* lock.acquire(core);
    core.store(at.sum, core.load(at.sum) + count);
    yield* lock.release(core);
  };
}`,
};

/** A ring between two cores instead of a queue under a lock. */
export const ring: Remedy = {
  name: "a ring instead of a lock",
  reason:
    "Head and tail have one writer each: who puts in and who takes out need no lock, and no line but the " +
    "entry's moves.",
  price: "A ring for each pair of cores, of a fixed size.",
  notWhere: "Where any core may take what any other has put in.",
  calledBy(seen) {
    // Under the lock stand words that some cores write and others read: something is handed on.
    const handsOn = (address: unknown) =>
      seen.report.uses.some(({ guard, lock, use, writers, readers }) =>
        guard === address && lock === -1 && use === "shared" &&
        coresIn(readers).some((core) => !coresIn(writers).includes(core))
      );
    const call = replaced(costlyLocks(seen, ({ address }) => handsOn(address)), atNoCost);
    return call && { where: call.where, bound: call.change! };
  },
  sketch: `import { array, type Core, int32, lineAligned, type Machine, struct } from "corey-lab";

/** One core puts in, another takes out: each writes its own index, on a line of its own. */
export function ring(machine: Machine, entries = 64) {
  const word = lineAligned(int32), all = lineAligned(array(int32, entries));
  const at = machine.memory.place(struct("ring", { head: word, tail: word, entry: all }));
  return {
    *put(core: Core, value: number, head = core.load(at.head)) {
      yield core.spinUntil(at.tail, (tail) => head - tail < entries);
      core.store(at.entry + 4 * (head % entries), value);
      yield;
      core.publish(at.head, head + 1);
    },
    *take(core: Core, tail = core.load(at.tail)) {
      yield core.spinUntil(at.head, (head) => head > tail);
      const value = core.load(at.entry + 4 * (tail % entries));
      yield;
      core.publish(at.tail, tail + 1);
      return value;
    },
  };
}`,
};

/** Waiting a while before one sleeps. */
export const fewerWakeUps: Remedy = {
  name: "fewer wake-ups",
  reason:
    "Who looks again for a while before it goes to sleep need not be put on a list, woken, and switched to.",
  price: "Looking takes a core that others might use.",
  notWhere: "Long waits, or more threads than cores.",
  calledBy({ report: { uses, devices }, costs }) {
    const awaited = uses.filter(({ isAwaited, isWaking, isDevices, use, writers }) =>
      (isAwaited || isWaking) && !isDevices && use !== "constant" && coresIn(writers).length > 1
    );
    const waits = costs.idleCycles + costs.wordCycles;
    const isWoken = devices.length > 0 && waits >= WAITING * (waits + costs.busyCycles);
    return isWoken && awaited.length > 0
      ? { where: named(awaited.map(({ field }) => String(field))) }
      : undefined;
  },
  sketch: `import { type Core, int32, type Machine, struct } from "corey-lab";

/** A core that waits looks for some time; only then does it ask to be woken, which costs the waker. */
export function patientWaiter(machine: Machine, lookCycles = 5000, wakeCycles = 2000) {
  const at = machine.memory.place(struct("event", { happened: int32, sleeps: int32 }));
  return {
    *wait(core: Core) {
      for (let looked = 0; looked < lookCycles; looked += 500) {
        yield core.backOff(at.happened, 500);
        if (core.load(at.happened) > 0) return;
      }
      core.store(at.sleeps, 1);
      yield core.spinUntil(at.happened, (happened) => happened > 0);
      core.compute(wakeCycles);
    },
    *wake(core: Core) {
      yield;
      core.publish(at.happened, 1);
      if (core.load(at.sleeps) > 0) core.compute(wakeCycles);
    },
  };
}`,
};

/** More cores that do what one does for all. */
export const moreServers: Remedy = {
  name: "more servers",
  reason:
    "One core works all the time and the others wait for it: several could share its work (SO_REUSEPORT, a " +
    "queue of the card for each core).",
  price: "What comes has to be dealt out, and order is kept within a share only.",
  notWhere: "Work that has one order, or a device that is the limit itself.",
  calledBy({ report: { activities, devices }, costs, cores }) {
    const waits = costs.idleCycles + costs.wordCycles;
    if (cores < 2 || costs.busiestShare < BUSY || waits < WAITING * (waits + costs.busyCycles)) {
      return undefined;
    }
    if (devices.some(({ busyShare }) => Number(busyShare) >= BUSY)) return undefined;
    const [[core]] = [...Map.groupBy(activities, ({ core }) => Number(core))]
      .map(([core, rows]) =>
        [
          core,
          sum(rows.filter(({ activity }) => !/^(idle|waiting for a word)$/.test(String(activity))), "share"),
        ] as const
      )
      .sort(([, a], [, b]) => b - a) as [readonly [number, number]];
    return { where: `core ${core}`, bound: { faster: { core, times: cores - 1 } } };
  },
  sketch: `import { linuxTcp, opteron16, sweep, tcpService } from "corey-lab";

/** A queue of the card and a listening socket for each of four cores, instead of one of each for all. */
const rows = await sweep({
  workload: tcpService({ warmUpMicroseconds: 1000, microseconds: 2000 }),
  machine: opteron16,
  system: [
    { ...linuxTcp(), name: "one of each" },
    { ...linuxTcp({ receiveQueues: 4 }), name: "four receive queues" },
    { ...linuxTcp({ receiveQueues: 4, acceptQueues: "per core" }), name: "and a listener for each" },
  ],
  cores: [8],
});
for (const { system, connectionsPerSecond } of rows) console.log(system, connectionsPerSecond);`,
};

/** Less promised. */
export const anyNumber: Remedy = {
  name: "any free number",
  reason:
    "POSIX promises the lowest free number, so each change depends on the one before; any number can come " +
    "from a core's own.",
  price: "Another contract: programs that count on the lowest number fail.",
  notWhere: "Where the number means something to others.",
  calledBy(seen) {
    const { structures, busyCycles } = seen.costs;
    const table = structures.find((
      { cycles, acquires, borrowedWords, sharedWords, deviceWords, shareInFaults },
    ) =>
      acquires > 0 && deviceWords === 0 && borrowedWords > sharedWords && shareInFaults === 0 &&
      cycles >= WORTH_A_TRY * busyCycles
    );
    return table && { where: table.structure, bound: oneForEach(seen, table) };
  },
  sketch: `import { dupClose, linux, opteron16, sweep } from "corey-lab";

/** Descriptors of any number, each core's from numbers of its own, not the lowest that is free. */
const rows = await sweep({
  workload: dupClose({ warmUpMicroseconds: 200, microseconds: 400 }),
  machine: opteron16,
  system: [
    { ...linux.threads(), name: "the lowest number" },
    { ...linux.threads({ descriptors: "any" }), name: "any number" },
  ],
  cores: [1, 4, 16],
});
for (const { system, cores, throughputPerSecond } of rows) console.log(system, cores, throughputPerSecond);`,
};
