/** However a grader ends, it leaves no kernel and no folder behind. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { projectPath } from "../../lib/files/project.ts";
import { writeWhole } from "../../lib/files/write_whole.ts";
import { Course } from "../../lib/homework/course.ts";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import { slow } from "../slow.ts";
import { type Attack, handInAttack, smallAssignment } from "./hostile.ts";

const program = new URL("left_alone.ts", import.meta.url);

/** Starts the program; its kernel's number and folder. */
async function start(
  ...args: string[]
): Promise<{ process: Deno.ChildProcess; kernel: number; folder: string }> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", program.href, ...args],
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
    await until(() => !isRunning(kernel), "the kernel has ended");
    await until(() => !exists(folder), "the folder is gone");
    await until(() => !exists(dirname(folder)), "and the one it was in");
  });
}

slow("a grader that is ended by force between two kernels leaves nothing behind either", async () => {
  const { process, kernel, folder } = await start("between");
  assert.ok(!isRunning(kernel) && exists(dirname(folder)));
  process.kill("SIGKILL");
  await process.status;
  await until(() => !exists(dirname(folder)), "the folder is gone");
});

slow({
  name: "a command that grades and is ended by force leaves nothing behind, and goes on where it was",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir(),
      temporary = `${folder}/tmp`,
      course = new Course(`${folder}/course`);
    try {
      const editions = smallAssignment();
      await Deno.mkdir(temporary);
      writeWhole(course.source("small"), serialiseNotebook(editions.source));
      for (const [name, attack] of [["1 quick", { points: [2, 4] }], ["2 slow", waits]] as const) {
        writeWhole(course.submitted("small", name), serialiseNotebook(handInAttack(editions, attack)));
      }
      const grade = (): Deno.ChildProcess =>
        new Deno.Command(Deno.execPath(), {
          args: [
            "run",
            "-q",
            "-A",
            "lib/cli/homework.ts",
            "grade",
            "--course",
            course.folder,
            "--timeout",
            "8",
          ],
          cwd: projectPath(),
          env: { TMPDIR: temporary },
          stdout: "null",
          stderr: "null",
        }).spawn();
      const first = grade(), quick = course.result("small", "1 quick");
      await until(() => isFile(quick), "one is graded");
      await until(() => programsIn(temporary) > 0, "the other runs");
      first.kill("SIGKILL");
      await first.status;
      await until(() => programsIn(temporary) === 0, "no program is left");
      await until(() => [...Deno.readDirSync(temporary)].length === 0, "nor a temporary file");
      const { mtime } = await Deno.stat(quick);
      assert.equal((await grade().status).code, 0);
      assert.deepEqual((await Deno.stat(quick)).mtime, mtime, "what was graded is not graded again");
      assert.ok(isFile(course.result("small", "2 slow")));
      assert.deepEqual([...Deno.readDirSync(temporary)], []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

const waits: Attack = { n: "await new Promise(() => {});", points: [0, 4] };

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** How many programs have a path below this folder on their command line. */
function programsIn(folder: string): number {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => {
    try {
      return /^\d+$/.test(name) && Deno.readTextFileSync(`/proc/${name}/cmdline`).includes(`${folder}/`);
    } catch {
      return false; // it has just ended
    }
  }).length;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !holds(); waited++) {
    assert.ok(waited < 600, `${what}, after a minute`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
