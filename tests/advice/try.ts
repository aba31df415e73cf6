import { opteron16 } from "corey-lab/machine";
import { adviceRows, advise } from "corey-lab/experiments";
import * as cases from "./public_cases.ts";
const names = Deno.args.length
  ? Deno.args
  : Object.keys(cases).filter((n) => !["program", "bare"].includes(n));
for (const n of names) {
  let w = (cases as any)[n];
  if (typeof w === "function") w = w();
  const t = performance.now();
  const a = advise({ workload: w, machine: opteron16, system: cases.bare, cores: 16, repeats: 2 });
  console.log(
    "==",
    n,
    Math.round(performance.now() - t),
    "ms",
    a.diagnosis.cost,
    a.diagnosis.abstraction,
    a.diagnosis.reason.slice(0, 100),
  );
  for (const r of adviceRows(a)) console.log("  ", Object.values(r).join(" | "));
}
