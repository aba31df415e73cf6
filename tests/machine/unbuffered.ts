/** A machine whose cores wait for each store: what a store takes can be seen on their clocks. */
import { assume } from "corey-lab";
import type { MachineSpec } from "corey-lab/machine";

/** The same machine without store buffers. */
export function unbuffered(spec: MachineSpec): MachineSpec {
  const { storeBufferEntries } = spec.core;
  return storeBufferEntries
    ? { ...spec, core: { ...spec.core, storeBufferEntries: assume(storeBufferEntries, 0) } }
    : spec;
}
