/** Points that fail in every way that a point can fail, beside one that does not. `HOW` says how all fail. */
import { opteron16, study, type Workload } from "corey-lab";

const all = Deno.env.get("HOW");

function failing(how: string): Workload<null> {
  return {
    name: "failing",
    measure({ seed }) {
      if (how === "throws" && seed === 1) throw new Error("no such luck");
      if (how === "never ends" && Deno.env.get("ENDS") === undefined) { for (;;); }
      return { value: seed };
    },
  };
}

export default study({
  name: "failing",
  axes: { how: ["works", "throws", "never ends"] },
  version: "1",
  sweeps: ({ how }) => ({
    workload: failing(all ?? how),
    machine: opteron16,
    system: { name: "none", boot: () => null },
    cores: [1],
  }),
});
