/** A user's own project, begun by `deno task new`. */
import assert from "node:assert/strict";
import { slow } from "../slow.ts";
import { studyFile } from "../study/sweeping.ts";
import { inOddFolder } from "./own_notebook.ts";
import { denoIn, runIn } from "./run_command.ts";

slow(
  "a new project runs its study and its notebook, and passes the type checker",
  () =>
    inOddFolder(async (folder) => {
      const { code, stdout, stderr } = await runIn(folder, {}, "new", "my study");
      assert.equal(code, 0, stderr);
      assert.equal(stdout, "my study: cd there, then deno task study\n");
      const there = `${folder}/my study`;
      const deno = (...args: string[]): Promise<string> => denoIn(there, ...args);
      assert.match(await deno("task", "study"), /^MCS lock +16 +/m);
      assert.match(await deno("task", "reproduce"), /^Open out\/index\.html: 1 notebook, 1 figure\.$/m);
      await deno("check", "study.ts");
      await Deno.copyFile(studyFile("failing"), `${there}/mine.ts`);
      assert.match(await deno("task", "sweep", "mine.ts", "--limit", "3"), /^failing: 3 points, 2 failed$/m);
      await Deno.remove(`${there}/mine.ts`);
      await Deno.remove(`${there}/results`, { recursive: true });
      const made = (name: string): string[] =>
        Array.from(Deno.readDirSync(`${there}/${name}`), ({ name }) => name).sort();
      assert.deepEqual(made("."), ["README.md", "deno.json", "deno.lock", "out", "study.ipynb", "study.ts"]);
      assert.deepEqual(made("out"), [
        "bench.html",
        "figures",
        "index.html",
        "notebooks",
        "rows",
        "study.csv",
        "study.svg",
      ]);
    }),
);

slow("a new project is begun in an empty folder only", () =>
  inOddFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.txt`, "mine");
    const bad: [string[], RegExp][] = [
      [["."], /has mine\.txt in it: expected an empty folder/],
      [["mine.txt"], /^mine\.txt is no folder/],
      [[], /missing required argument 'folder'/],
    ];
    for (const [args, message] of bad) {
      const { code, stderr } = await runIn(folder, {}, "new", ...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
    assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["mine.txt"]);
  }));
