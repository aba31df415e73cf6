/** A study on a real Slurm: an array of eight tasks, then a merge, gives the bytes that one process gives. */
import assert from "node:assert/strict";
import { startCluster, whyNoCluster } from "./cluster.ts";
import { inFolder, names, studyFile, sweep } from "./sweeping.ts";
import { slow } from "../slow.ts";

const why = whyNoCluster(), file = studyFile("thousand");

(why === undefined ? slow : Deno.test.ignore)(
  `an array of eight tasks on Slurm gives the table of one process${why ? `: skipped, ${why}` : ""}`,
  () =>
    inFolder(async (folder) => {
      const here = `${folder}/here`, there = `${folder}/there`;
      await using cluster = await startCluster();
      const submitted = await sweep(
        ["submit", file, "--results", there, "--tasks", "8", "--time", "10:00", "--", "--mem=0"],
        cluster.env,
      );
      assert.match(submitted.stdout, /^job \d+: 1000 missing points in 8 tasks\njob \d+: merges/);
      await sweep([file, "--results", here]);
      const alone = await sweep(["merge", file, "--results", here]);
      await cluster.idle();
      assert.equal(await Deno.readTextFile(`${there}.csv`), alone.stdout);
      assert.equal(names(there, ".log").length, 9);
      const again = await sweep(["submit", file, "--results", there], cluster.env);
      assert.equal(again.stdout, "thousand: nothing is missing\n");
    }),
);
