/** A study in a notebook or a script: `await run(import("./my_study.ts"))`. */
import assert from "node:assert/strict";
import { merged, type Row, run } from "corey-lab";
import { Progress } from "../../lib/notebook/progress.ts";
import { notebookSurface } from "../../lib/notebook/progress_surface.ts";
import { slow } from "../slow.ts";
import { inFolder, names, studyFile, sweep } from "./sweeping.ts";

const hundred = () => import("./studies/hundred.ts"), failing = () => import("./studies/failing.ts");

slow(
  "run measures on workers, and gives a row a point, as merged does and as the points by themselves",
  () =>
    inFolder(async (results) => {
      const seen: number[] = [];
      const rows = await run(hundred(), { results, workers: 2, onRow: (_row, done) => seen.push(done) });
      const alone = (await hundred()).default.points().map((point) => ({
        ...point.labels,
        ...point.measure(),
      }));
      assert.deepEqual(rows, alone);
      assert.deepEqual(seen, Array.from({ length: 100 }, (_, i) => i + 1));
      assert.deepEqual(await merged(hundred(), { results }), rows);
    }),
);

slow(
  "run does not measure again what is there, be it from the command line",
  () =>
    inFolder(async (results) => {
      await sweep([studyFile("hundred"), "--results", results, "--shard", "1/4"]);
      const before = new Map(
        names(results, ".json").map((name) => [name, Deno.statSync(`${results}/${name}`).mtime]),
      );
      assert.ok(before.size >= 25, `${before.size} files`);
      await run(hundred(), { results, workers: 2, onRow: () => {} });
      for (const [name, time] of before) assert.deepEqual(Deno.statSync(`${results}/${name}`).mtime, time);
    }),
);

slow(
  "run gives points that fail a row with an error, and tries them again when asked",
  () =>
    inFolder(async (results) => {
      const quiet = { results, workers: 1, onRow: () => {} };
      const rows = await run(failing(), { ...quiet, limitSeconds: 2 });
      assert.deepEqual(rows.map(({ error }) => error), [
        undefined,
        "no such luck",
        "took longer than the limit of 2 s",
      ]);
      await assert.rejects(run(failing(), { ...quiet, seed: 3 }), /a seed is for points that have failed/);
      const again = await run(failing(), { ...quiet, limitSeconds: 2, retryFailed: true, seed: 3 });
      assert.deepEqual(again.map(({ value, seed }: Row) => [value, seed]), [[1, undefined], [3, 3], [
        undefined,
        3,
      ]]);
    }),
);

Deno.test("while a study runs in a notebook the latest rows stand below the bar; in the end only what it cost", () => {
  const sent: Record<string, string>[] = [], latest = ["<table>one</table>"];
  const surface = notebookSurface(
    (_type, { data }) => Promise.resolve(void sent.push(data as Record<string, string>)),
    () => latest.at(-1)!,
  );
  const progress = new Progress(2, { label: "study", surface, isTimed: false });
  progress.advance();
  progress.advance();
  assert.deepEqual(sent.map((data) => data["text/html"]), [
    '<progress value="1" max="2"></progress> study: 1 of 2<table>one</table>',
    "study: 2 of 2 done",
  ]);
});
