/**
 * A thousand points, while processes are killed at random times, write to the same cells at once, find torn
 * files, a full disk, a folder that is read only: after they have been started again nothing is lost, nothing
 * is there twice, and the table has the bytes of an undisturbed run.
 */
import assert from "node:assert/strict";
import { Random } from "corey-lab/sim";
import { nameOfRun } from "../../lib/study/under_way.ts";
import { slow } from "../slow.ts";
import { inFolder, names, start, studyFile, sweep } from "./sweeping.ts";

const file = studyFile("thousand");
/** Half a millisecond or one a point, so that there is time to be killed. */
const env = { LOOPS: "20000" };

/** The table of a run that nobody disturbs, and how long that takes here. */
let calm: { readonly table: string; readonly milliseconds: number } | undefined;
async function undisturbed(folder: string): Promise<NonNullable<typeof calm>> {
  if (calm) return calm;
  const results = ["--results", `${folder}/undisturbed`], started = performance.now();
  await sweep([file, ...results], env);
  const milliseconds = performance.now() - started;
  return calm = { table: (await sweep(["merge", file, ...results])).stdout, milliseconds };
}

for (const seed of [1, 2]) {
  slow(
    `shards that are killed, on the same cells at once, with torn files, lose nothing: seed ${seed}`,
    () =>
      inFolder(async (folder) => {
        // Once the process that measures is killed itself, once the one that has started it.
        const measures = (): Record<string, string> => seed === 1 ? { [nameOfRun]: crypto.randomUUID() } : {};
        const random = new Random(seed), results = ["--results", `${folder}/results`];
        const { table, milliseconds } = await undisturbed(folder);
        // 1/2 and all: half of the cells belong to both.
        const runs = [["--shard", "1/2"], ["--workers", "1"], ["--shard", "2/2", "--workers", "1"]];
        const counts = { killed: 0, torn: 0, ended: 0 };
        const alive = runs.map(async (args) => {
          for (let attempt = 0;; attempt++) {
            const child = start([file, ...results, ...args], { ...env, ...measures() });
            const timer = attempt < 4
              ? setTimeout(() => child.kill("SIGKILL"), milliseconds * random.unit())
              : undefined;
            const { signal, code, stderr } = await child.output();
            clearTimeout(timer);
            if (signal === null) {
              assert.equal(code, 0, new TextDecoder().decode(stderr));
              counts.ended++;
              return;
            }
            counts.killed++;
            const there = attempt === 3 ? names(`${folder}/results`, ".json") : [];
            for (const name of there.slice(0, 3)) {
              const path = `${folder}/results/${name}`;
              Deno.truncateSync(path, Math.floor(Deno.statSync(path).size / 2));
              counts.torn++;
            }
          }
        });
        await Promise.all(alive);
        await sweep([file, ...results], env);
        const merged = await sweep(["merge", file, ...results]);
        assert.equal(merged.stdout, table);
        assert.equal(merged.stderr, "");
        assert.equal(merged.stdout.trim().split("\n").length, 1001);
        assert.equal(
          names(`${folder}/results`, ".json").filter((name) => !name.endsWith("order.json")).length,
          1000,
        );
        console.log(`killed ${counts.killed}, torn ${counts.torn}, ended by themselves ${counts.ended}`);
      }),
  );
}

/** Whether this user may have a small file system of their own. */
const canMount = Deno.build.os === "linux" &&
  new Deno.Command("unshare", { args: ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"], stderr: "null" })
    .outputSync().success;

(canMount ? slow : Deno.test.ignore)(
  `a full disk, and a folder that is read only, are said; nothing is lost${
    canMount ? "" : ": skipped, no unshare"
  }`,
  () =>
    inFolder(async (folder) => {
      const { table } = await undisturbed(folder);
      const deno = `"${Deno.execPath()}" run --quiet -A lib/cli/sweep.ts`;
      const script = `
        at="${folder}/small"; mkdir "$at"; mount -t tmpfs -o size=1m none "$at"
        ${deno} "${file}" --results "$at/r"; echo "full: $?"
        ls "$at/r" | grep -c 'tmp$'
        mount -o remount,size=20m "$at"
        mount -o remount,ro "$at"
        ${deno} "${file}" --results "$at/r"; echo "read only: $?"
        ${deno} merge "${file}" --results "$at/r" >/dev/null; echo "merged: $?"
        mount -o remount,rw "$at"
        ${deno} "${file}" --results "$at/r"; echo "again: $?"
        ${deno} merge "${file}" --results "$at/r" --out "${folder}/merged.csv"; echo "merged: $?"`;
      const { stdout, stderr } = await new Deno.Command("unshare", {
        args: ["-rm", "sh", "-c", script],
        env: { ...env, NO_COLOR: "1" },
      }).output();
      const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assert.equal(
        out,
        "full: 1\n0\nread only: 1\nmerged: 0\nthousand: 1000 points, 0 failed\nagain: 0\nmerged: 0\n",
        err,
      );
      assert.match(err!, / cannot be written: No space left on device$/m);
      assert.match(err!, / cannot be written: Read-only file system$/m);
      assert.match(err!, /^\d\d\d points of 1000 not measured yet$/m);
      assert.equal(await Deno.readTextFile(`${folder}/merged.csv`), table);
    }),
);
