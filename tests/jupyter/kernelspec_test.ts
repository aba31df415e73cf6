import assert from "node:assert/strict";
import { join } from "node:path";
import {
  installKernelspec,
  jupyterPathWith,
  kernelspec,
  lastingDeno,
  userDataFolder,
} from "../../lib/jupyter/kernelspec.ts";
import { inTemporaryFolder, writeProgram } from "./temporary_folder.ts";

Deno.test("kernelspec starts the lab's kernel with the Deno it is given, and stops cells by a message", () => {
  const { argv, ...others } = kernelspec("/opt/deno");
  assert.deepEqual([argv[0], argv[1], argv.at(-1)], ["/opt/deno", "run", "{connection_file}"]);
  for (const path of argv.slice(1).filter((word) => word.startsWith("/"))) {
    assert.ok(Deno.statSync(path).isFile);
  }
  assert.deepEqual(others, {
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
