/** However a grader ends, it leaves no kernel and no folder behind. */
import assert from "node:assert/strict";
import { slow } from "../slow.ts";

const program = new URL("left_alone.ts", import.meta.url);

/** Starts the program; its kernel's number and folder. */
async function start(): Promise<{ process: Deno.ChildProcess; kernel: number; folder: string }> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", program.href],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  const [, kernel, folder] = /^(\d+) (.*)$/m.exec(new TextDecoder().decode(value))!;
  return { process, kernel: Number(kernel), folder: folder! };
}

const isRunning = (pid: number): boolean => {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
};

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

for (
  const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129], ["SIGKILL", 137]] as const
) {
  slow(`a grader that is ended by ${signal} leaves nothing behind`, async () => {
    const { process, kernel, folder } = await start();
    assert.ok(isRunning(kernel) && exists(folder));
    process.kill(signal);
    assert.equal((await process.status).code, code);
    for (let waited = 0; (isRunning(kernel) || exists(folder)) && waited < 100; waited++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(!isRunning(kernel), "the kernel has ended");
    assert.ok(!exists(folder), "the folder is gone");
    assert.ok(!exists(folder.slice(0, folder.lastIndexOf("/"))), "and the one it was in");
  });
}
