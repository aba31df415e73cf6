/** Points of which one ends its process, and one its worker, beside others. */
import process from "node:process";
import { opteron16, study, type Workload } from "corey-lab";

function killing(which: number): Workload<null> {
  return {
    name: "killing",
    measure() {
      if (which === 3) process.kill(process.pid, "SIGTRAP"); // as V8 does when memory runs out
      if (which === 5) Deno.exit(1);
      return { value: which };
    },
  };
}

export default study({
  name: "killing",
  axes: { which: [1, 2, 3, 4, 5, 6] },
  version: "1",
  sweeps: ({ which }) => ({
    workload: killing(which),
    machine: opteron16,
    system: { name: "none", boot: () => null },
    cores: [1],
  }),
});
