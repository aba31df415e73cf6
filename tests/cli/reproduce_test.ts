/** `deno task reproduce` with a user's own notebooks, and how it refuses and stops. */
import assert from "node:assert/strict";
import { projectPath } from "../../lib/files/project.ts";
import { inOddFolder, notebookText } from "./own_notebook.ts";
import { type Ran, runIn } from "./run_command.ts";
import { slow } from "../slow.ts";

const reproduce = (folder: string, ...args: string[]): Promise<Ran> =>
  runIn(folder, {}, "reproduce", ...args, "--out", "out");

slow(
  "a notebook of one's own is executed where it is, by its path from where one is",
  () =>
    inOddFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/mine.IPYNB`, notebookText(["console.log(6 * 7);", "Deno.cwd()"]));
      const { code, stdout, stderr } = await reproduce(folder, "mine");
      assert.equal(code, 0, stderr);
      assert.equal(stdout, "Open out/index.html: 1 notebook, 0 figures.\n");
      const executed = await Deno.readTextFile(`${folder}/out/notebooks/mine.ipynb`);
      assert.match(executed, /"42\\n"/);
      assert.match(await Deno.readTextFile(`${folder}/out/index.html`), /notebooks\/mine\.html/);
      assert.doesNotMatch(
        await Deno.readTextFile(`${folder}/mine.IPYNB`),
        /42/,
        "without --update it is left alone",
      );

      assert.equal((await reproduce(folder, "mine.IPYNB", "--update")).code, 0);
      assert.match(await Deno.readTextFile(`${folder}/mine.IPYNB`), /"42\\n"/);
    }),
);

slow(
  "what is no notebook for us is refused in one sentence, before anything runs",
  () =>
    inOddFolder(async (folder) => {
      const python = { kernelspec: { name: "python3", language: "python", display_name: "Python 3" } };
      await Deno.writeTextFile(`${folder}/snake.ipynb`, notebookText(["print(1)"], python));
      const named = { kernelspec: { name: "ir", display_name: "R" } };
      await Deno.writeTextFile(`${folder}/statistics.ipynb`, notebookText(["print(1)"], named));
      await Deno.writeTextFile(`${folder}/broken.ipynb`, "{");
      await Deno.writeTextFile(`${folder}/02_dup_close.ipynb`, notebookText(["1;"]));
      await Deno.writeTextFile(`${folder}/lost.ipynb`, notebookText(['import { mcs } from "corey-lab";']));
      await Deno.writeTextFile(`${folder}/deno.json`, "{}");
      const bad: [string[], RegExp][] = [
        [["snake"], /^snake\.ipynb is written in python: expected TypeScript/],
        [["statistics"], /^statistics\.ipynb is made for the kernel ir: expected TypeScript/],
        [["broken.ipynb"], /broken\.ipynb: not JSON/],
        [["nothing"], /^there is no notebook nothing: expected .*; there are 00_start_here, /],
        [["02_dup_clos"], /^there is no notebook 02_dup_clos: .*did you mean 02_dup_close\?$/m],
        [["lost"], /^lost\.ipynb cannot import corey-lab: no deno\.json .*deno task new/],
        [["02_dup_close.ipynb", projectPath("notebooks/02_dup_close.ipynb")], /are both called 02_dup_close/],
      ];
      await Promise.all(bad.map(async ([names, message]) => {
        const { code, stdout, stderr } = await reproduce(folder, ...names);
        assert.equal(code, 2, stderr);
        assert.match(stderr, message);
        assert.equal(stderr.trim().split("\n").length, 1, stderr);
        assert.equal(stdout, "");
      }));
      assert.throws(() => Deno.statSync(`${folder}/out`), Deno.errors.NotFound);
    }),
);

slow(
  "where results cannot be written, one sentence says so, with exit code 1",
  () =>
    inOddFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/mine.ipynb`, notebookText(["1;"]));
      await Deno.writeTextFile(`${folder}/out`, "a file where the folder should be");
      const { code, stderr } = await reproduce(folder, "mine");
      assert.equal(code, 1);
      assert.match(stderr, /^.*out\/index\.html cannot be written: [A-Z][a-z ]+\n$/);
      assert.equal(await Deno.readTextFile(`${folder}/out`), "a file where the folder should be");
    }),
);

slow({
  name: "a full disk under stdout is one sentence and exit code 1",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const script = `"$1" run --quiet -A lib/cli/run.ts machine > /dev/full`;
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", script, "sh", Deno.execPath()],
      cwd: projectPath(),
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
    assert.equal(code, 1);
    assert.equal(said, "output: No space left on device");
  },
});

slow({
  name:
    "interrupted half-way it leaves the notebooks as they were, no temporary file and no kernel, with exit code 130",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inOddFolder(async (folder) => {
      const text = notebookText([
        "console.log(1);",
        `Deno.writeTextFileSync("begun", String(Deno.pid)); while (true);`,
      ]);
      await Deno.writeTextFile(`${folder}/mine.ipynb`, text);
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "-A",
          projectPath("lib/cli/reproduce.ts"),
          "mine",
          "--update",
          "--out",
          "out",
        ],
        cwd: projectPath(),
        env: { NO_COLOR: "1", INIT_CWD: folder },
        stderr: "null",
      }).spawn();
      const kernel = await whenThere(`${folder}/begun`);
      child.kill("SIGINT");
      assert.equal((await child.status).code, 130);
      assert.equal(await Deno.readTextFile(`${folder}/mine.ipynb`), text);
      assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name).sort(), [
        "begun",
        "mine.ipynb",
        "out",
      ]);
      assert.ok(await ends(Number(kernel)), "the kernel has ended");
    }),
});

/** The text of a file, as soon as there is any. */
async function whenThere(path: string): Promise<string> {
  for (;;) {
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text !== "") return text;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process ends within seconds. A signal that does nothing tells whether it is there. */
async function ends(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { success } = await new Deno.Command("sh", { args: ["-c", `kill -0 ${pid}`], stderr: "null" })
      .output();
    if (!success) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
