/** The queue nodes of a lock in whose queue each waiter spins on a word of its own. */
import type { Placed, Struct } from "../machine/layout.ts";
import type { Machine } from "../machine/machine.ts";
import { ProgramError } from "../sim/errors.ts";

/**
 * Finds the queue nodes of one lock. A node's id is its core's number plus one, so that 0 can say "nobody";
 * it stands in its own core's memory, and is made when first used.
 *
 * @param type what a node looks like
 * @param lock the address of the lock's word, after which nodes are named
 * @returns the node of an id; throws a {@link ProgramError} when that is no core's
 */
export function queueNodes<Name extends string>(
  machine: Machine,
  type: Struct<Name>,
  lock: number,
): (id: number) => Placed<Name> {
  const nodes: Placed<Name>[] = [], { memory } = machine;
  const place = (id: number): Placed<Name> => {
    const core = machine.cores[id - 1], name = memory.layout.nameOf(lock);
    if (!core) {
      throw new ProgramError(
        `in the queue of ${name} stands core ${
          id - 1
        }, which there is not: has something else written there?`,
      );
    }
    return memory.place(type, core.chip, `${type.name} of ${core.name} for ${name}`);
  };
  return (id) => nodes[id] ??= place(id);
}
