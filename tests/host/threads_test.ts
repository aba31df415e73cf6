/** Threads that run apart end with the program that has started them, even if that is ended by force. */
import assert from "node:assert/strict";
import { refusal } from "corey-lab/host";
import { projectPath } from "../../lib/files/project.ts";

const isHere = refusal() === undefined && Deno.build.os === "linux";

(isHere ? Deno.test : Deno.test.ignore)("threads are not left alone", async () => {
  const folder = await Deno.makeTempDir();
  const order = {
    program: "cycle",
    me: 0,
    of: 1,
    bytes: 0,
    folder,
    processor: 0,
    rounds: 999,
    roundSeconds: 1,
  };
  const program = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `
      import { runThreadsApart } from "./lib/host/threads.ts";
      await runThreadsApart([${JSON.stringify(order)}], new AbortController().signal);
    `,
    ],
    cwd: projectPath(),
  }).spawn();
  await until(() => areRunning(folder));
  program.kill("SIGKILL");
  await program.status;
  await until(() => !areRunning(folder));
  await Deno.remove(folder, { recursive: true });
});

/** Whether a program has the orders in this folder on its command line. */
function areRunning(folder: string): boolean {
  return [...Deno.readDirSync("/proc")].some(({ name }) => {
    try {
      return /^\d+$/.test(name) &&
        Deno.readTextFileSync(`/proc/${name}/cmdline`).includes(`${folder}/orders`);
    } catch {
      return false; // it has just ended
    }
  });
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited++) {
    assert.ok(waited < 400, "after twenty seconds");
    await new Promise((go) => setTimeout(go, 50));
  }
}
