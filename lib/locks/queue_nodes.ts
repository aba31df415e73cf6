/** The queue nodes of a lock in whose queue each waiter spins on a word of its own. */
import type { Placed, Struct } from "../machine/layout.ts";
import type { Machine } from "../machine/machine.ts";

/**
 * Finds the queue nodes of one lock. A node's id is its core's number plus one, so that 0 can say "nobody";
 * it stands in its own core's memory, and is made when first used.
 *
 * @param type what a node looks like
 * @param lock the address of the lock's word, after which nodes are named
 */
export function queueNodes<Name extends string>(
  machine: Machine,
  type: Struct<Name>,
  lock: number,
): (id: number) => Placed<Name> {
  const nodes: Placed<Name>[] = [], { memory } = machine;
  return (id) =>
    nodes[id] ??= memory.place(
      type,
      machine.cores[id - 1]!.chip,
      `${type.name} of core ${id - 1} for ${memory.layout.nameOf(lock)}`,
    );
}
