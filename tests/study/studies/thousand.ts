/** A thousand points of functions of one's own, some milliseconds each if `LOOPS` says so. */
import { opteron16, range, study, type Workload } from "corey-lab";

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

export default study({
  name: "thousand",
  axes: { first: range(1, 10), second: range(1, 10) },
  sweeps: ({ first, second }) => ({
    workload: mixed(first, second),
    machine: opteron16,
    system: { name: "none", boot: () => null },
    cores: range(1, 10),
  }),
});
