/** Points by the hundred of functions of one's own, some milliseconds each if `LOOPS` says so. */
import { opteron16, range, type SweepSpec, type Workload } from "corey-lab";

const loops = Number(Deno.env.get("LOOPS") ?? 0);

/** A number that depends on all that makes a point, and on nothing else. */
function mixed(...parts: number[]): Workload<null> {
  return {
    name: "mixed",
    measure({ cores, seed }) {
      let value = seed + cores.length;
      for (const part of parts) value = (value * 31 + part) % 1_000_003;
      for (let i = 0; i < loops; i++) value = (value * 69_069 + 1) % 4_294_967_296;
      return { value, share: value / 7 };
    },
  };
}

/** The axes of so many hundred points. */
export const hundreds = (count: number) => ({ first: range(1, count), second: range(1, 10) });

/** What is measured at a place on the axes: ten points. */
export const ten = ({ first, second }: { first: number; second: number }): SweepSpec<null> => ({
  workload: mixed(first, second),
  machine: opteron16,
  system: { name: "none", boot: () => null },
  cores: range(1, 10),
});
