/** A question of one's own: do threads that open and close files gain from a better lock? */
import { dupClose, lines, linux, mcs, opteron16, sweep, table, writeCsv, writeSvg } from "corey-lab";

const rows = await sweep({
  workload: dupClose(),
  machine: opteron16,
  system: [
    { ...linux.threads(), name: "ticket lock" },
    { ...linux.threads({ fileTableLock: mcs }), name: "MCS lock" },
  ],
  cores: [1, 2, 4, 8, 16],
  repeats: 2,
});

console.log(table(rows, { columns: ["system", "cores", "throughputPerSecond", "l3MissesPerOp"] }).text);
writeCsv(rows, "out/study.csv");
await writeSvg(
  lines(rows, { x: "cores", y: "throughputPerSecond", stroke: "system", title: "dup+close" }),
  "out/study.svg",
);
console.log("out/study.csv, out/study.svg");
