/** A study on a real Slurm: an array of eight tasks, then a merge, gives the bytes that one process gives. */
import assert from "node:assert/strict";
import { startCluster, whyNoCluster } from "./cluster.ts";
import { inFolder, names, studyFile, sweep } from "./sweeping.ts";
import { slow } from "../slow.ts";

const why = whyNoCluster(), file = studyFile("hundred");

(why === undefined ? slow : Deno.test.ignore)(
  `an array of eight tasks on Slurm gives the table of one process${why ? `: skipped, ${why}` : ""}`,
  () =>
    inFolder(async (folder) => {
      const here = `${folder}/here`, there = `${folder}/there`;
      const started = await startCluster().catch((error: Error) => error.message);
      if (typeof started === "string") {
        return console.error(`skipped, no cluster could be started: ${started}`);
      }
      await using cluster = started;
      const submitted = await sweep(
        ["submit", file, "--results", there, "--tasks", "40", "--time", "10:00", "--", "--mem=0"],
        cluster.env,
      );
      assert.equal(submitted.stderr, "this cluster takes at most 8 tasks (MaxArraySize)\n");
      assert.match(submitted.stdout, /^job \d+: 100 missing points in 8 tasks\njob \d+: merges them into /);
      await sweep([file, "--results", here]);
      const alone = await sweep(["merge", file, "--results", here]);
      await cluster.idle();
      assert.equal(await Deno.readTextFile(`${there}.csv`), alone.stdout);
      assert.equal(names(there, ".log").length, 9);

      for (const name of names(there, ".json").slice(0, 3)) await Deno.remove(`${there}/${name}`);
      await Deno.remove(`${there}.csv`);
      const again = await sweep(["submit", file, "--results", there], cluster.env);
      assert.match(again.stdout, /^job \d+: 3 missing points in 3 tasks$/m);
      await cluster.idle();
      assert.equal(await Deno.readTextFile(`${there}.csv`), alone.stdout);
      const nothing = await sweep(["submit", file, "--results", there], cluster.env);
      assert.equal(nothing.stdout, "hundred: nothing is missing\n");
    }),
);
