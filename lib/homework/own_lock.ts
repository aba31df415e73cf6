/** Whether a lock is the student's own, or one of the lab's: what it puts into memory tells. */
import type { LockKind } from "../locks/lock.ts";
import { int32, struct } from "../machine/layout.ts";
import { Machine } from "../machine/machine.ts";
import { opteron16 } from "../machine/presets.ts";
import type { Trial } from "./examine.ts";

const word = struct("own_lock", { lock: int32 });

/** The names of what a lock has in memory when two cores have used it, without its word. */
function namesPlaced({ place }: LockKind): string {
  const machine = new Machine(opteron16, { maxSteps: 100_000 }), { memory } = machine;
  const { lock: at } = memory.place(word), lock = place(machine, at);
  for (const core of machine.cores.slice(0, 2)) {
    core.start((function* () {
      yield* lock.acquire(core);
      yield* lock.release(core);
    })());
  }
  machine.run();
  const names = new Set<string>();
  const { bytes } = memory.layout.lines;
  for (let address = bytes; address < memory.layout.endAddress; address += bytes) {
    names.add(memory.layout.structureAt(address).label);
  }
  return [...names].sort().join("; ");
}

/**
 * The trial. Nothing else counts if it fails.
 *
 * @param kind a lock
 * @param known locks that it must not be, also in another wrapping
 * @example
 * ```ts
 * import { mcs } from "corey-lab";
 * import { examine, ownLock } from "corey-lab/homework";
 * const mine = { ...mcs, name: "mine" };
 * console.assert((await examine("3a", [ownLock(mine, [mcs])])).credit === 0);
 * ```
 */
export function ownLock(kind: LockKind | undefined, known: readonly LockKind[]): Trial {
  return {
    what: "is a lock of one's own",
    must: true,
    try: () => {
      if (typeof kind?.place !== "function") return; // another trial says so
      const placed = namesPlaced(kind);
      const isSame = (other: LockKind): boolean =>
        other.place === kind.place || placed !== "" && placed === namesPlaced(other);
      if (known.some(isSame)) throw new Error("this one is the lab's");
    },
  };
}
