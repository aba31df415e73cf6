/**
 * Counts of users, as Linux keeps them (`atomic_t`, `struct percpu_ref`): one word that everybody changes, or
 * a word for each core. One word does not scale, whoever is counted; with a word for each core to count is
 * to write one's own line, and to find out whether the sum is zero takes a look at all of them, for which the
 * lab's kernel has no need: nobody unmounts its root.
 */
import type { Core } from "../../machine/core.ts";
import { int32, lineAligned, struct } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";

/** A count of users. */
export interface Count {
  /** So many more users, or fewer. */
  add(core: Core, users: number): Program;
}

/** A kind of count. */
export interface CountKind {
  /** Name, for people. */
  readonly name: string;
  /** Makes the word at an address such a count, of zero. */
  place(machine: Machine, address: number): Count;
}

/** One word for all. */
export const oneCount: CountKind = {
  name: "one count",
  place: (_machine, address) => ({
    *add(core, users) {
      yield;
      core.fetchAdd(address, users);
    },
  }),
};

const ownStruct = struct("count of a core", { users: lineAligned(int32) });

/** A word for each core. */
export const countForEachCore: CountKind = {
  name: "a count for each core",
  place(machine) {
    const words = machine.cores.map(({ chip }) => machine.memory.place(ownStruct, chip).users);
    return {
      *add(core, users) {
        const own = words[core.number]!;
        yield;
        core.store(own, core.load(own) + users);
      },
    };
  },
};
