/**
 * The exam's second kind of question: Corey and Linux on shared and on private memory, as a table that is
 * measured on the spot, and the sentence that follows from it.
 */
import { measureOnce } from "../experiments/one_run.ts";
import { optionsOf, positive } from "../input/options.ts";
import { linux } from "../kernels/linux/linux.ts";
import type { System } from "../kernels/system.ts";
import type { VirtualMemory } from "../kernels/virtual_memory.ts";
import { corey } from "../libos/corey.ts";
import { opteron16 } from "../machine/presets.ts";
import type { Row } from "../rows/row.ts";
import { memclone } from "../workloads/memclone.ts";
import { mempass } from "../workloads/mempass.ts";
import { checkedAt, type RunAt } from "./case.ts";

const systems: readonly System<VirtualMemory>[] = [
  linux.threads(),
  linux.processes(),
  corey.addressRanges(),
];

/** How much memory the cores use. */
export interface MemoryUse {
  /** Memory that each core has for itself. */
  readonly privateMegabytes?: number;
  /** Memory that all cores pass on. */
  readonly sharedMegabytes?: number;
}

const checkedUse = optionsOf<MemoryUse>("sharedAndPrivate", {
  privateMegabytes: positive.optional(),
  sharedMegabytes: positive.optional(),
});
const checked = checkedAt("sharedAndPrivate");

/**
 * Columns: `system`; `privateCyclesPerPage`, what a core takes for a page of its own while all others do the
 * same; `sharedCyclesPerPage`, what it takes for a page that is passed on from core to core; `milliseconds`,
 * both parts one after the other.
 */
export function sharedAndPrivate(
  use: MemoryUse = {},
  at: RunAt = {},
): Row[] {
  const { privateMegabytes = 0.25, sharedMegabytes = 1 } = checkedUse(use);
  const { machine = opteron16, cores = 16 } = checked(at);
  return systems.map((system) => {
    const [alone, together] = [
      measureOnce({ workload: memclone({ megabytes: privateMegabytes }), machine, system, cores }),
      measureOnce({ workload: mempass({ megabytes: sharedMegabytes }), machine, system, cores }),
    ];
    return {
      system: system.name,
      privateCyclesPerPage: alone.cyclesPerPage!,
      sharedCyclesPerPage: together.cyclesPerPage!,
      milliseconds: 1000 * (Number(alone.seconds) + Number(together.seconds)),
    };
  });
}

/**
 * The sentence that follows from the table.
 *
 * @example
 * ```ts
 * import { sentenceOn, sharedAndPrivate } from "corey-lab/exam";
 * console.log(sentenceOn(sharedAndPrivate()));
 * ```
 */
export function sentenceOn(rows: readonly Row[]): string {
  const [threads, processes, ranges] = rows;
  const times = (a: Row, b: Row, column: string) => (Number(a[column]) / Number(b[column])).toFixed(1);
  return "Linux has to choose: one address space takes " +
    `${
      times(threads!, processes!, "privateCyclesPerPage")
    } times as long for private memory as one for each ` +
    `core, and one for each core ${
      times(processes!, threads!, "sharedCyclesPerPage")
    } times as long for shared ` +
    "memory as one for all. Corey's application says for each range who shares it, and is near the " +
    "better of " +
    `the two in both: ${
      times(ranges!, processes!, "privateCyclesPerPage")
    } times the time of processes for ` +
    `private memory, ${
      times(ranges!, threads!, "sharedCyclesPerPage")
    } times that of threads for shared memory.`;
}
