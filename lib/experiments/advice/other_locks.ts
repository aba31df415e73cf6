/** Another lock at the same place: it hands over faster, or lets readers in without a write. */
import { mcs } from "../../locks/mcs.ts";
import { own } from "../../locks/own.ts";
import { rcu } from "../../locks/rcu.ts";
import type { Replacement } from "../../locks/replaceable.ts";
import { scalableReadWrite } from "../../locks/scalable_read_write.ts";
import { splitReadWrite } from "../../locks/split_read_write.ts";
import type { Row } from "../../rows/row.ts";
import { type Indication, named, type Remedy, type Seen, WORTH_A_TRY } from "./remedy.ts";

/** A lock with so many takers that read is one for readers. */
const READERS = 0.5;
/** A lock under which so few takers write guards what is read. */
const HARDLY_WRITTEN = 0.2;

const share = ({ acquires }: Row, part: unknown) => Number(part) / Math.max(1, Number(acquires));

/** The locks of the structures that cost much, of those that are of some kind. */
export function costlyLocks({ report: { locks }, costs }: Seen, isOne: (lock: Row) => boolean): Row[] {
  const costly = costs.structures.filter(({ cycles, acquires }) =>
    acquires > 0 && cycles >= WORTH_A_TRY * costs.busyCycles
  );
  return locks.filter((lock) => costly.some(({ at }) => at === lock.at) && isOne(lock));
}

/** A change that puts another lock where some stand; undefined if there are none. */
export function replaced(locks: readonly Row[], replacement: Replacement): Indication | undefined {
  if (locks.length === 0) return undefined;
  const parts = new Map(locks.map(({ spot }) => [String(spot), replacement]));
  return { where: named(locks.map(({ lock }) => String(lock))), change: { parts } };
}

/** A lock in whose queue each waiter has a word of its own. */
export const queueLock: Remedy = {
  name: "a queue lock",
  reason:
    "A release writes the word of the next in turn, and of nobody else: it takes as long however many wait.",
  price: "An atomic more when nobody waits, and a node for each core.",
  notWhere: "Where hardly anybody waits, or where the data under the lock are what moves.",
  calledBy(seen) {
    const waitedFor = (lock: Row) => Number(lock.waitCycles) >= seen.costs.elapsedCycles / 2;
    return replaced(costlyLocks(seen, waitedFor), { lock: mcs, readWrite: scalableReadWrite });
  },
};

/** A lock whose readers write nothing that others read. */
export const readersLock: Remedy = {
  name: "a lock that readers do not share",
  reason: "A reader counts itself in on a line of its own, and only reads what others read.",
  price: "A line for each core, and a writer looks at all of them.",
  notWhere: "Where writes are frequent: each waits for every core.",
  calledBy: (seen) =>
    replaced(costlyLocks(seen, (lock) => share(lock, lock.sharedAcquires) >= READERS), {
      readWrite: splitReadWrite,
    }),
};

/** Readers without any lock. */
export const readCopyUpdate: Remedy = {
  name: "read-copy-update",
  reason: "Who only reads takes no lock, and so writes nothing at all; a writer replaces what is read.",
  price: "A copy for each write, and what was replaced is freed later; readers may see what is old already.",
  notWhere: "Data that are often written, or that cannot be replaced as a whole.",
  calledBy(seen) {
    const isRead = (lock: Row) =>
      share(lock, lock.writingAcquires) <= HARDLY_WRITTEN &&
      ["constantWords", "ownWords", "borrowedWords", "sharedWords"].some((use) => Number(lock[use]) > 0);
    return replaced(costlyLocks(seen, isRead), { lock: own, readWrite: rcu });
  },
  sketch: `import { type Core, int32, type Machine, struct, ticket } from "corey-lab";

/** A record that readers find by a pointer, without a lock; a writer puts another in its place. */
export function replacedRecord(machine: Machine) {
  const at = machine.memory.place(struct("record", { pointer: int32 }));
  const { lock } = machine.memory.place(struct("writers", { lock: int32 }));
  const writers = ticket.place(machine, lock);
  return {
    *read(core: Core) {
      yield;
      return core.load(at.pointer);
    },
    *replace(core: Core, copy: number) {
      yield* writers.acquire(core);
      yield;
      core.publish(at.pointer, copy);
      yield* writers.release(core);
    },
  };
}`,
};
