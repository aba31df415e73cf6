/** Recorded accesses, done again by the cores of a machine: caches without kernels and locks. */
import { InputError } from "../input/check.ts";
import { Machine } from "../machine/machine.ts";
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import type { MachineSpec } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";
import type { AccessTrace } from "./trace.ts";

/**
 * Addresses of a trace get room by so many bytes: within them lines fall into the sets that their addresses
 * say, and a machine has room for some 4,000 of these.
 */
const REGION_BYTES = 1 << 20;

/**
 * Lets a machine do the accesses of a trace, in the trace's order, each after the one before it. Caches are
 * empty in the beginning, and no store waits in a buffer. A page is in the memory of the chip whose core
 * touches it first, as in Linux.
 *
 * @returns a row a core: `accesses`; `l1Hits`, `l2Hits`, `l3Hits`; `sameChipTransfers`, `remoteTransfers`,
 * `dramReads`, who served its misses; `upgrades`, writes that had to invalidate copies; `cycles`, what its
 * accesses took
 * @throws {InputError} when the lists differ in length, or a core is not there
 * @throws {RangeError} when the trace has addresses in more regions than there is memory
 * @example
 * ```ts
 * import { opteron16 } from "corey-lab";
 * import { parseDin, replay } from "corey-lab/workloads";
 * // Two cores write one word in turn: after the first write, each takes the line from the other.
 * const [first, second] = replay(opteron16, parseDin("1 1000 0\n1 1000 1\n1 1000 0\n"));
 * console.assert(first!.sameChipTransfers === 1 && second!.sameChipTransfers === 1);
 * ```
 */
export function replay(spec: MachineSpec, { cores, addresses, writes }: AccessTrace): Row[] {
  const { length } = cores;
  if (addresses.length !== length || writes.length !== length) {
    const lengths = `${length} cores, ${addresses.length} addresses and ${writes.length} writes`;
    throw new InputError(`a trace of ${lengths}: expected as many of each`);
  }
  const { storeBufferEntries: _, ...core } = spec.core;
  const machine = new Machine({ ...spec, core }), { physical, counters } = machine.memory;
  const accesses = new Float64Array(machine.cores.length), cycles = new Float64Array(machine.cores.length);
  const regions = new Map<number, number>(), touched = new Set<number>();
  let now = 0;
  for (let i = 0; i < length; i++) {
    const core = machine.cores[cores[i]!], address = addresses[i]!;
    if (core === undefined) {
      throw new InputError(`access ${i} is by core ${cores[i]}: the machine has ${machine.cores.length}`);
    }
    const inRegion = address % REGION_BYTES, number = (address - inRegion) / REGION_BYTES;
    let region = regions.get(number);
    if (region === undefined) {
      regions.set(number, region = physical.placeFrames(REGION_BYTES / PAGE_BYTES, core.chip));
    }
    const page = region + inRegion - inRegion % PAGE_BYTES;
    if (!touched.has(page)) {
      touched.add(page);
      physical.move(page, PAGE_BYTES, core.chip);
    }
    core.now = now;
    core[writes[i] ? "write" : "read"](region + inRegion);
    accesses[core.number]!++;
    cycles[core.number]! += core.now - now;
    now = core.now;
  }
  const { l2Hits, l3Hits, sameChipTransfers, remoteTransfers, dramReads, upgrades } = counters;
  const beyondL1 = Object.entries({
    l2Hits,
    l3Hits,
    sameChipTransfers,
    remoteTransfers,
    dramReads,
    upgrades,
  });
  return machine.cores.map(({ number }) => {
    const counts = beyondL1.map(([name, ofCores]) => [name, ofCores[number]!] as const);
    const l1Hits = accesses[number]! - counts.reduce((sum, [, count]) => sum + count, 0);
    return {
      core: number,
      accesses: accesses[number]!,
      l1Hits,
      ...Object.fromEntries(counts),
      cycles: cycles[number]!,
    };
  });
}
