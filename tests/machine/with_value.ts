/** Specs that nobody has checked, for tests of what checks them. */
import type { MachineSpec } from "corey-lab/machine";

/** The same data with another value of one figure, such as `l1.latencyCycles`. */
export function withValue(spec: MachineSpec, path: string, value: unknown): unknown {
  const changed = structuredClone(spec);
  const figure = path.split(".").reduce<unknown>(
    (part, key) => (part as Record<string, unknown>)[key],
    changed,
  );
  (figure as { value: unknown }).value = value;
  return changed;
}
