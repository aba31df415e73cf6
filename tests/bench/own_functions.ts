/** 200 points of functions of one's own, some 50 ms each, for the bench of studies. */
import { opteron16, range, study, type Workload } from "corey-lab";

const busy = (part: number): Workload<null> => ({
  name: "busy",
  measure({ cores }) {
    let value = part + cores.length;
    for (let i = 0; i < 4_000_000; i++) value = (value * 69_069 + 1) % 4_294_967_296;
    return { value };
  },
});

export default study({
  name: "own_functions",
  axes: { part: range(1, 20) },
  version: "bench",
  sweeps: ({ part }) => ({
    workload: busy(part),
    machine: opteron16,
    system: { name: "none", boot: () => null },
    cores: range(1, 10),
  }),
});
