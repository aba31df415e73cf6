/** A machine whose caches have room for so few lines that nearly every access drives one out. */
import { assume } from "corey-lab";
import type { MachineSpec } from "corey-lab/machine";

/** The same machine with an L1 of 2 lines, an L2 of 2 and an L3 of 3. */
export function withTinyCaches(spec: MachineSpec): MachineSpec {
  const tiny = (cache: MachineSpec["l1"], sets: number, ways: number) => ({
    ...cache,
    bytes: assume(cache.bytes, sets * ways * 64),
    ways: assume(cache.ways, ways),
  });
  return { ...spec, l1: tiny(spec.l1, 2, 1), l2: tiny(spec.l2, 1, 2), l3: tiny(spec.l3, 1, 3) };
}
