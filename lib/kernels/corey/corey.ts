/**
 * Corey: a kernel that shares nothing unless the application says so. So far it has virtual memory: segments and address ranges.
 * Notebook: `04_address_ranges`.
 */
import type { System } from "../system.ts";
import { CoreyVirtualMemory } from "./virtual_memory.ts";

/** Ways to run an application on Corey. */
export const corey = {
  /** A private root range a core; shared memory in ranges that the cores' roots include. */
  addressRanges: (): System<CoreyVirtualMemory> => ({
    name: "corey",
    boot: (machine) => new CoreyVirtualMemory(machine),
  }),
};
