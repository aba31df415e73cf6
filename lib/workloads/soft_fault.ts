/**
 * What does a fault cost on a page that is already in memory (a *soft* fault), without contention? One
 * core touches every page of a buffer and stops; then the next core of its chip, which sees the buffer
 * through a page table of its own, touches them all.
 */
import { optionsOf, positive } from "../input/options.ts";
import { InputError } from "../input/check.ts";
import type { AddressSpaces } from "../libos/address_space.ts";
import { touchPage, type VirtualMemory } from "../kernels/virtual_memory.ts";
import type { Core } from "../machine/core.ts";
import { l3Misses, totals } from "../machine/counters.ts";
import type { Program } from "../sim/task.ts";
import type { Run, Workload } from "./workload.ts";

/**
 * Gives two cores the same memory, each through a page table of its own. The number of its first page, for
 * both.
 */
export type MapApart<Kernel> = (
  kernel: Kernel,
  owner: Core,
  user: Core,
  pages: number,
) => Program<number>;

/** What processes of Linux share is mapped apart. */
export function mapInProcesses(
  kernel: VirtualMemory,
  owner: Core,
  user: Core,
  pages: number,
): Program<number> {
  return kernel.mapShared(owner, pages, [owner, user]);
}

/** Corey shares page tables with ranges; a segment in two root ranges is mapped apart. */
export function* mapInRoots(spaces: AddressSpaces, owner: Core, user: Core, pages: number): Program<number> {
  const { corey } = spaces, start = 1024;
  const segment = yield* corey.segmentAlloc(owner, spaces.common, { pages });
  for (const core of [owner, user]) yield* corey.arSetSeg(owner, spaces.rootOf(core), start, segment);
  return start;
}

const checked = optionsOf<{ readonly megabytes?: number }>("softFault", { megabytes: positive.optional() });

/**
 * Columns as those of mempass, of the second core alone: `cyclesPerPage`, `l3MissesPerFault`, `softFaults`
 * and `seconds`.
 */
export function softFault<Kernel extends VirtualMemory>(
  mapApart: MapApart<Kernel>,
  options: { readonly megabytes?: number } = {},
): Workload<Kernel> {
  const { megabytes = 2 } = checked(options);
  const pages = megabytes * 256;
  return {
    name: "soft-fault",
    measure({ machine, kernel, cores }: Run<Kernel>) {
      const user = cores[0]!, owner = machine.cores[user.number + 1];
      if (owner?.chip !== user.chip) throw new InputError("soft-fault takes a chip of two cores or more");
      const touchAll = function* (core: Core, first: number): Program {
        for (let page = first; page < first + pages; page++) {
          yield;
          yield* touchPage(kernel, core, page, "write");
        }
      };
      let first = 0;
      owner.start((function* () {
        first = yield* mapApart(kernel, owner, user, pages);
        yield* touchAll(owner, first);
      })());
      machine.run();
      const before = { faults: kernel.faults, misses: l3Misses(totals(machine.memory.counters)) };
      user.now = owner.now;
      user.start(touchAll(user, first));
      machine.run();
      const cycles = user.now - owner.now, faults = kernel.faults - before.faults;
      return {
        cyclesPerPage: cycles / pages,
        l3MissesPerFault: (l3Misses(totals(machine.memory.counters)) - before.misses) / faults,
        softFaults: faults,
        seconds: cycles / machine.spec.clockHertz.value,
      };
    },
  };
}
