/** Jupyter is found and started on the notebooks, or the user is told what to install. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { findJupyter, openLab } from "../../lib/cli/open_lab.ts";
import { inTemporaryFolder, writeProgram } from "../jupyter/temporary_folder.ts";

const onUnix = { ignore: Deno.build.os === "windows" };

Deno.test(
  { name: "findJupyter prefers JupyterLab to Notebook, and asks `jupyter` last", ...onUnix },
  async () => {
    await inTemporaryFolder(async (folder) => {
      await writeProgram(join(folder, "jupyter"), '[ "$1" = notebook ]');
      assert.deepEqual(await findJupyter(folder), [join(folder, "jupyter"), "notebook"]);
      await writeProgram(join(folder, "jupyter-notebook"), "");
      assert.deepEqual(await findJupyter(`/no/such/folder:${folder}`), [join(folder, "jupyter-notebook")]);
      await Deno.writeTextFile(join(folder, "jupyter-lab"), "not a program", { mode: 0o644 });
      assert.deepEqual(await findJupyter(folder), [join(folder, "jupyter-notebook")]);
      await writeProgram(join(folder, "jupyter-lab"), "");
      await Deno.chmod(join(folder, "jupyter-lab"), 0o755);
      assert.deepEqual(await findJupyter(folder), [join(folder, "jupyter-lab")]);
    });
  },
);

Deno.test(
  { name: "openLab starts Jupyter on the folder, with our kernel first on its path", ...onUnix },
  async () => {
    await inTemporaryFolder(async (folder) => {
      await writeProgram(join(folder, "jupyter-lab"), `echo "$JUPYTER_PATH $*" > "${folder}/said"; exit 7`);
      const code = await openLab("my notebooks", {
        path: folder,
        dataFolder: folder,
        args: ["--no-browser"],
      });
      assert.equal(code, 7);
      const said = await Deno.readTextFile(join(folder, "said"));
      assert.ok(said.startsWith(join(folder, "corey-lab", "jupyter")), said);
      assert.ok(said.endsWith(" --no-browser my notebooks\n"), said);
    });
  },
);

Deno.test("openLab says what to install when there is no Jupyter, and installs nothing", async () => {
  await inTemporaryFolder(async (dataFolder) => {
    const original = console.error;
    const said: string[] = [];
    console.error = (text: string): unknown => said.push(text);
    try {
      assert.equal(await openLab("notebooks", { path: "/no/such/folder", dataFolder }), 1);
    } finally {
      console.error = original;
    }
    assert.match(said.join("\n"), /pip install jupyterlab.*apt-get install jupyter-notebook/);
    assert.deepEqual([...Deno.readDirSync(dataFolder)], []);
  });
});
