/**
 * Finds the L2s and L3s of a machine, which its hierarchy keeps to itself: a line goes into a core's L1, then
 * a victim into its L2, then one into its chip's L3, so the order of insertions says whose cache each is.
 */
import { Cache, type Machine } from "corey-lab/machine";

/** The caches of a machine that have been used, by core and by chip. */
export interface WatchedCaches {
  readonly l2: Map<number, Cache>;
  readonly l3: Map<number, Cache>;
}

/** Runs `body` with caches that are found as they are used. L2 and L3 must differ in ways. */
export function watchCaches(machine: Machine, body: (caches: WatchedCaches) => void): void {
  const { caches } = machine.memory, { spec } = machine;
  const found: WatchedCaches = { l2: new Map(), l3: new Map() };
  const insert = Cache.prototype.insert;
  let core = -1;
  Cache.prototype.insert = function (line) {
    const owner = caches.l1.indexOf(this);
    if (owner >= 0) core = owner;
    else if (this.ways === spec.l2.ways.value) found.l2.set(core, this);
    else found.l3.set(caches.chipOf[core]!, this);
    return insert.call(this, line);
  };
  try {
    body(found);
  } finally {
    Cache.prototype.insert = insert;
  }
}
