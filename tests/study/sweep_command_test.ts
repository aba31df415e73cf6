/** `deno task sweep`: what is done, what failed, and what is missing. */
import assert from "node:assert/strict";
import { alike, slow } from "../slow.ts";
import { inFolder, names, start, studyFile, sweep } from "./sweeping.ts";

const failing = studyFile("failing"), thousand = studyFile("thousand");

slow(
  "a point that throws or never ends is kept as failed, and can be measured again",
  () =>
    inFolder(async (folder) => {
      const here = ["--results", folder];
      const first = await sweep([failing, ...here, "--limit", "3", "--workers", "2"]);
      assert.equal(first.stdout, "failing: 3 points, 2 failed\n");
      assert.match(first.stderr, /^opteron16, none, how throws, 1 core: no such luck$/m);
      assert.match(
        first.stderr,
        /^opteron16, none, how never ends, 1 core: took longer than the limit of 3 s$/m,
      );
      assert.equal(first.code, 0);
      const again = await sweep([failing, ...here]);
      assert.equal(again.stdout, first.stdout, "what has failed is not measured again");

      const retried = await sweep([failing, ...here, "--retry-failed"], { ENDS: "1" });
      assert.equal(retried.stdout, "failing: 3 points, 1 failed\n");
      const seeded = await sweep([failing, ...here, "--retry-failed", "--seed", "7"]);
      assert.equal(seeded.stdout, "failing: 3 points, 0 failed\n");
      const merged = await sweep(["merge", failing, ...here]);
      assert.deepEqual(merged.stdout.trim().split("\n"), [
        "experiment,machine,system,cores,how,value,seed",
        "failing,opteron16,none,1,works,1,",
        "failing,opteron16,none,1,throws,7,7",
        "failing,opteron16,none,1,never ends,1,",
      ]);
      assert.equal(merged.stderr, "");
    }),
);

slow(
  "a point that ends its process, or its worker, is kept as failed with the reason, and others go on",
  () =>
    inFolder(async (folder) => {
      const here = [studyFile("killing"), "--results", folder, "--workers", "2"];
      // Tried again, it is measured once, not without end.
      for (const more of [[], ["--retry-failed"]]) {
        const { code, stdout, stderr } = await sweep([...here, ...more]);
        assert.equal(stdout, "killing: 6 points, 2 failed\n", stderr);
        assert.match(stderr, /^opteron16, none, which 3, 1 core: its process was ended by SIGTRAP/m);
        assert.match(stderr, /^opteron16, none, which 5, 1 core: it ends the worker that measures it$/m);
        assert.equal(code, 0);
      }
    }),
);

slow("a study whose points all fail says so, and exits with 1", () =>
  inFolder(async (folder) => {
    const { code, stderr } = await sweep([failing, "--results", folder], { HOW: "throws" });
    assert.match(stderr, /^failing: all points have failed$/m);
    assert.equal(code, 1);
  }));

slow(
  "status tells what is done, running, failed and missing; merge gives what is there",
  () =>
    inFolder(async (folder) => {
      const here = ["--results", folder];
      const none = await sweep(["status", thousand, ...here]);
      assert.equal(none.stdout, "thousand: 1000 points, 0 done, 0 running, 0 failed, 1000 missing\n");
      await sweep([thousand, ...here, "--shard", "1/20"]);
      const some = await sweep(["status", thousand, ...here]);
      assert.match(
        some.stdout,
        /^thousand: 1000 points, 50 done, 0 running, 0 failed, 950 missing\nmissing: /,
      );
      assert.match(some.stdout, /^missing: opteron16, none, first 3, second 7, [\d., ]+ cores$/m);
      const merged = await sweep(["merge", thousand, ...here, "--format", "json"]);
      assert.equal(JSON.parse(merged.stdout).length, 50);
      assert.match(merged.stderr, /^950 points of 1000 not measured yet$/m);

      const endless = start([failing, ...here, "--workers", "2"]);
      try {
        for (const end = Date.now() + 60_000; Date.now() < end;) {
          const { running, done, failed } = JSON.parse(
            (await sweep(["--status", failing, ...here, "--format", "json"])).stdout,
          );
          if (done < 1 || failed.length < 1) continue;
          assert.deepEqual(running.map(({ how }: { how: string }) => how), ["never ends"]);
          break;
        }
      } finally {
        endless.kill();
        await endless.output();
      }
      const after = await sweep(["status", failing, ...here]);
      assert.match(after.stdout, /1 done, 0 running, 1 failed, 1 missing/);
    }),
);

slow(
  "a study that has changed is noticed and said, and its results are left aside",
  () =>
    inFolder(async (folder) => {
      const file = `${folder}/mine.ts`, list = `${folder}/list.ts`;
      const text = (await Deno.readTextFile(failing)).replace('version: "1",', "");
      await Deno.writeTextFile(
        file,
        `import { list } from "./list.ts";\n${text.replace(/how: \[.*\]/, "how: list")}`,
      );
      await Deno.writeTextFile(list, 'export const list = ["works", "works too"];');
      assert.equal((await sweep([file])).stdout, "failing: 2 points, 0 failed\n");
      assert.equal(names(`${folder}/results/failing`, ".json").length, 2);
      await Deno.writeTextFile(list, 'export const list = ["works", "works too", "works as well"];');
      const { stdout, stderr } = await sweep(["status", file]);
      assert.match(stderr, /^failing has changed since 2 results in .* were measured; they are left aside$/m);
      assert.match(stdout, /^failing: 3 points, 0 done, /);
    }),
);

slow("a shard is found out in a Slurm array", () =>
  inFolder(async (folder) => {
    const array = { SLURM_ARRAY_TASK_ID: "7", SLURM_ARRAY_TASK_MIN: "5", SLURM_ARRAY_TASK_MAX: "7" };
    const args = [studyFile("hundred"), "--results", folder];
    const { stdout } = await sweep(args, { ...array, SLURM_ARRAY_TASK_COUNT: "3" });
    assert.match(stdout, /^hundred: shard 3\/3, 34 points, /);
    const gaps = await sweep(args, { ...array, SLURM_ARRAY_TASK_COUNT: "2" });
    assert.match(gaps.stderr, /indices of the Slurm array have gaps: say --shard/);
  }));

Deno.test("submit prints what to give to sbatch where there is none", () =>
  inFolder(async (folder) => {
    const args = [
      "submit",
      thousand,
      "--results",
      folder,
      "--tasks",
      "5",
      "--time",
      "2:00:00",
      "--",
      "--mem=4G",
    ];
    const { code, stdout, stderr } = await sweep(args, { PATH: "/nowhere" });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^there is no Slurm here/);
    assert.match(stdout, /^#!\/bin\/sh\n#SBATCH --job-name=thousand\n#SBATCH --array=1-5\n/);
    assert.match(stdout, /^#SBATCH --time=2:00:00\n#SBATCH --mem=4G$/m);
    assert.match(stdout, /--shard "\$SLURM_ARRAY_TASK_ID\/5" --workers/);
  }));

const bad: [string[], RegExp][] = [
  [[], /^expected the file of a study, or one of merge, status, submit$/],
  [["nothing.ts"], /nothing\.ts: there is no such file/],
  [["tests/study/sweeping.ts"], /sweeping\.ts is no study: expected/],
  [["README.md"], /README\.md cannot be loaded: /],
  [["mod.ts"], /mod\.ts is no study: expected export default study\(/],
  [[failing, "--shard", "4/3"], /--shard 4\/3: expected such as 3\/40/],
  [[failing, "--limit", "-1"], /--limit -1: expected a whole number/],
  [[failing, "--seed", "7"], /a seed is for points that have failed and are tried again/],
  [["merge", failing, "--format", "pdf"], /pdf.*csv, json/],
];

for (const [i, [args, message]] of bad.entries()) {
  alike(i)(
    `sweep ${args.slice(1).join(" ") || args} is answered with one sentence and exit code 2`,
    async () => {
      const { code, stdout, stderr } = await sweep(args);
      assert.match(stderr.trim(), message);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
      assert.equal(stdout, "");
      assert.equal(code, 2);
    },
  );
}
