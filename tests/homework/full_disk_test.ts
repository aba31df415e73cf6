/**
 * On a disk that takes nothing, a command says so in one sentence before it works for long, and leaves
 * nothing. Such a disk is mounted in a namespace of its own, which Linux lets everybody do, or most.
 */
import assert from "node:assert/strict";
import { projectPath } from "../../lib/files/project.ts";
import { writeWhole } from "../../lib/files/write_whole.ts";
import { Course } from "../../lib/homework/course.ts";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import { handInAttack, smallAssignment } from "./hostile.ts";
import { slow } from "../slow.ts";

/** Runs a command beside a copy of the folder `$2` on a disk of its own, at `$1`; then lists what is there. */
const onDisk = `
mount -t tmpfs -o size=2m tmpfs "$1" && cp -R "$2"/. "$1" || exit 99
case $3 in full) cat /dev/zero > "$1/fill" 2>/dev/null;; read-only) mount -o remount,ro "$1" || exit 99;; esac
disk=$1
shift 3
"$@"
code=$?
find "$disk" -type f
exit $code`;
const inNamespace = (...args: string[]) =>
  new Deno.Command("unshare", { args: ["-rm", ...args], cwd: projectPath(), env: { NO_COLOR: "1" } });

async function isPossible(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  try {
    return (await inNamespace("mount", "-t", "tmpfs", "tmpfs", "/mnt").output()).success;
  } catch {
    return false;
  }
}

const commands: readonly (readonly [script: string, ...args: string[]])[] = [
  ["homework", "release", "--course"],
  ["homework", "grade", "--course"],
  ["homework", "feedback", "--course"],
  ["reproduce", "02_dup_close", "--out"],
  ["new"],
];
const ignore = !await isPossible();
if (ignore) console.log("no disk can be mounted here, so none is tried that takes nothing");

for (const [disk, why] of [["full", "No space left on device"], ["read-only", "Read-only file system"]]) {
  for (const [script, ...args] of commands) {
    slow({
      name: `${[script, ...args].join(" ")} on a ${disk} disk is one sentence, exit code 1, nothing written`,
      ignore,
      async fn() {
        const folder = await Deno.makeTempDir(), disks = `${folder}/disk`, before = `${folder}/before`;
        try {
          await Deno.mkdir(disks);
          const course = new Course(before),
            editions = smallAssignment(),
            handIn = handInAttack(editions, right);
          writeWhole(course.source("small"), serialiseNotebook(editions.source));
          writeWhole(course.submitted("small", "ada"), serialiseNotebook(handIn));
          writeWhole(course.graded("small", "ada"), serialiseNotebook(handIn));
          writeWhole(course.result("small", "ada"), JSON.stringify(result));
          const place = script === "new" ? `${disks}/mine` : disks;
          const { code, stdout, stderr } = await inNamespace(
            ...["sh", "-c", onDisk, "sh", disks, before, disk!],
            ...[Deno.execPath(), "run", "--quiet", "-A", `lib/cli/${script}.ts`, ...args, place],
          ).output();
          const said = new TextDecoder().decode(stderr);
          assert.equal(code, 1, said);
          assert.match(said, new RegExp(`^\\S+ cannot be written( to)?: ${why}\n$`));
          const files = new TextDecoder().decode(stdout).trim().split("\n").map((path) =>
            path.slice(disks.length)
          );
          assert.deepEqual(
            files.filter((path) => path !== "/fill").sort(),
            [course.graded, course.result, course.submitted, course.source]
              .map((of) => of.call(course, "small", "ada").slice(before.length)).sort(),
          );
        } finally {
          await Deno.remove(folder, { recursive: true });
        }
      },
    });
  }
}

const right = { points: [2, 4] } as const;
const result = { fingerprint: "", student: "ada", problem: "", notes: [], questions: [] };
