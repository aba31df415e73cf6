/** The tables of `data/path_lengths` say what `lib` has: a constant that was counted stands in both. */
import assert from "node:assert/strict";
import { coreyPathCycles, kernelCoreCycles } from "corey-lab/corey";
import { libosPathCycles, lwipPaths } from "corey-lab/libos";
import { wriPathCycles } from "corey-lab/workloads";
import { filesBelow } from "../lib/files/files_below.ts";
import { projectPath } from "../lib/files/project.ts";

/** The rows of all tables, in cells. */
const rows = [...filesBelow("data/path_lengths", ".md")].flatMap((file) =>
  Deno.readTextFileSync(projectPath(file)).split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))
);

Deno.test("each constant that was counted is what its table says, and each in a table is one of lib's", () => {
  const constants = [coreyPathCycles, kernelCoreCycles, wriPathCycles, libosPathCycles].flatMap((paths) =>
    Object.entries(paths).filter(([, { source }]) => source.includes("data/path_lengths"))
  );
  const inTables = rows.filter(([name]) => /^`\w+`$/.test(name!))
    .map(([name, value]) => [name!.slice(1, -1), Number(value)]);
  assert.deepEqual(inTables.sort(), constants.map(([name, { value }]) => [name, value]).sort());
});

Deno.test("each part of lwIP is what its table says", () => {
  for (const [name, { instructions, divisions, locked }] of Object.entries(lwipPaths)) {
    const [, , , ...each] = rows.find(([part]) => part === name)!;
    assert.deepEqual(each.map(Number), [instructions, divisions, locked], name);
  }
});
