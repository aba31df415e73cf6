import assert from "node:assert/strict";
import { join } from "node:path";
import {
  installKernelspec,
  jupyterPathWith,
  kernelspec,
  lastingDeno,
  userDataFolder,
} from "../../lib/notebook/kernelspec.ts";
import { findJupyter, openLab } from "../../lib/notebook/lab.ts";

async function inTemporaryFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeProgram(path: string, script: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const onUnix = { ignore: Deno.build.os === "windows" };

Deno.test("kernelspec stops cells by a message, prints without colours and starts the Deno it is given", () => {
  assert.deepEqual(kernelspec("/opt/deno"), {
    argv: ["/opt/deno", "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno (Corey Lab)",
    language: "typescript",
    interrupt_mode: "message",
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  });
});

Deno.test("userDataFolder follows the rules of the operating system", () => {
  const HOME = "/home/ada";
  assert.equal(userDataFolder({ env: { HOME, XDG_DATA_HOME: "/data" }, os: "linux" }), "/data");
  assert.equal(userDataFolder({ env: { HOME }, os: "linux" }), join(HOME, ".local", "share"));
  assert.equal(userDataFolder({ env: { HOME }, os: "darwin" }), join(HOME, "Library", "Application Support"));
  assert.equal(userDataFolder({ env: { LOCALAPPDATA: "C:\\data" }, os: "windows" }), "C:\\data");
  assert.throws(() => userDataFolder({ env: {}, os: "linux" }), /HOME is not set/);
});

Deno.test("installKernelspec writes it under the name the notebooks ask for, and again does no harm", async () => {
  await inTemporaryFolder(async (dataFolder) => {
    for (const deno of ["/opt/old/deno", "/opt/deno"]) {
      const installed = await installKernelspec({ dataFolder, deno });
      assert.equal(installed.jupyterPath, join(dataFolder, "corey-lab", "jupyter"));
      assert.equal(installed.file, join(installed.jupyterPath, "kernels", "deno", "kernel.json"));
      assert.deepEqual(JSON.parse(await Deno.readTextFile(installed.file)), kernelspec(deno));
    }
  });
});

Deno.test("lastingDeno copies Deno out of the cache of npx, once, and leaves others where they are", async () => {
  await inTemporaryFolder(async (folder) => {
    const cache = join(folder, ".npm", "_npx", "0123abcd", "node_modules", "deno");
    await Deno.mkdir(cache, { recursive: true });
    const deno = join(cache, "deno");
    await writeProgram(deno, "echo first");
    const dataFolder = join(folder, "data");
    const copy = await lastingDeno({ dataFolder, deno });
    assert.match(copy, new RegExp(`corey-lab.deno-${Deno.version.deno.replaceAll(".", "\\.")}(\\.exe)?$`));
    assert.equal(await Deno.readTextFile(copy), await Deno.readTextFile(deno));
    await writeProgram(deno, "echo other"); // of the same size, so taken for the same
    assert.equal(await lastingDeno({ dataFolder, deno }), copy);
    assert.match(await Deno.readTextFile(copy), /first/);
    await Deno.remove(join(folder, ".npm"), { recursive: true });
    if (Deno.build.os !== "windows") assert.equal((await Deno.stat(copy)).mode! & 0o777, 0o755);
    assert.deepEqual([...Deno.readDirSync(join(dataFolder, "corey-lab"))].length, 1);
    assert.equal(await lastingDeno({ dataFolder, deno: "/opt/deno" }), "/opt/deno");
  });
});

Deno.test("jupyterPathWith puts our folder before the user's own", () => {
  assert.match(jupyterPathWith("/ours", "/theirs"), /^\/ours[:;]\/theirs$/);
  assert.equal(jupyterPathWith("/ours", ""), "/ours");
});

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
