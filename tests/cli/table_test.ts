/** Tables and errors of a sweep in a terminal. */
import assert from "node:assert/strict";
import { failures } from "../../lib/cli/failures.ts";
import { fitTable } from "../../lib/cli/fit_table.ts";
import { projectPath } from "../../lib/files/project.ts";
import type { Row } from "../../lib/rows/row.ts";
import { run, runIn } from "./run_command.ts";
import { slow } from "../slow.ts";

const rows: Row[] = [1, 2, 16].map((cores) => ({
  experiment: "dup-close",
  system: cores > 1 ? "linux" : "corey",
  cores,
  throughputPerSecond: 500000 / cores,
  l3MissesPerOp: 3 * cores,
  remark: "a sentence that goes on for longer than there is room in a narrow column",
}));
const columns = Object.keys(rows[0]!);

Deno.test("a table that is too wide is told in parts, each with what names its rows; what all rows share stands above", () => {
  assert.equal(
    fitTable(rows, {
      columns: ["experiment", "system", "cores", "throughputPerSecond", "l3MissesPerOp"],
      width: 40,
    }),
    [
      "experiment dup-close",
      "system  cores  throughput per second",
      "corey       1                500,000",
      "linux       2                250,000",
      "linux      16                 31,250",
      "",
      "system  cores  L3 misses per op",
      "corey       1                 3",
      "linux       2                 6",
      "linux      16                48",
    ].join("\n"),
  );
});

Deno.test("a table in parts begins with its first column, be it a number", () => {
  const steps = rows.map(({ remark, system }, i) => ({ step: i + 1, cycle: 100 * i, system, remark }));
  assert.match(fitTable(steps, { columns: Object.keys(steps[0]!), width: 60 }), /^step {2}system/m);
});

Deno.test("no line is wider than the terminal, whatever is in the table", () => {
  const differing = rows.map((row, i) => ({ ...row, remark: `${row.remark} ${i} ${"x".repeat(30)}` }));
  for (const table of [rows, differing]) {
    for (let width = 30; width < 140; width += 7) {
      const lines = fitTable(table, { columns, width }).split("\n");
      assert.ok(lines.every((line) => line.length <= width), `${width}:\n${lines.join("\n")}`);
      for (const number of ["500,000", "48"]) assert.ok(lines.some((line) => line.includes(number)));
    }
  }
});

slow("run keeps to the width of the terminal, and prints the columns that are asked for", async () => {
  const args = ["dup-close", "--cores", "1,2", "--set", "microseconds=50", "--set", "repeats=1"];
  const { stdout } = await runIn(projectPath(), { COLUMNS: "60" }, "run", ...args);
  assert.ok(stdout.split("\n").every((line) => line.length <= 60), stdout);
  const csv = await run("run", ...args, "--format", "csv", "--columns", "cores, l3MissesPerOp,");
  assert.match(csv.stdout, /^cores,l3MissesPerOp\n1,0\n2,[\d.]+\n$/);
});

slow("run names a column that there is not, after the rows that may have taken long", async () => {
  const args = ["dup-close", "--cores", "1", "--set", "microseconds=50", "--columns", "cores,colour"];
  const { code, stdout, stderr } = await run("run", ...args);
  assert.equal(stdout, "cores\n    1\n");
  assert.match(stderr, /--columns: no colour among experiment, machine, /);
  assert.equal(code, 2);
});

slow("an error that is the same for twelve rows is said once", async () => {
  const { code, stderr } = await run("run", "dup-close", "--cores", "1..12", "--set", "microseconds=0.0001");
  const said = stderr.split("\n").filter((line) => line.includes("no operation ended"));
  assert.equal(said.length, 1);
  assert.match(said[0]!, /^opteron16, linux, 1\.\.12 cores: /);
  assert.equal(code, 1);
  const row = { machine: "m", system: "s", cores: 1 };
  assert.deepEqual(failures([{ ...row, error: "a" }, { ...row, cores: 2, error: "b" }, row]), [
    "m, s, 1 core: a",
    "m, s, 2 cores: b",
  ]);
});
