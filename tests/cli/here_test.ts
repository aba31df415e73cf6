/** `deno task here`: what it says where a computer, or a command line, has nothing to give. */
import assert from "node:assert/strict";
import { hostWorkloadNames, refusal } from "corey-lab/host";
import { projectPath } from "../../lib/files/project.ts";
import { slow } from "../slow.ts";
import { run } from "./run_command.ts";

const canPin = refusal() === undefined && Deno.build.os === "linux" &&
  new Deno.Command("sh", { args: ["-c", "command -v taskset"] }).outputSync().success;

(canPin ? slow : Deno.test.ignore)(
  `a computer with one processor says that there is nothing to share${canPin ? "" : ": skipped, no taskset"}`,
  async () => {
    const processor = /Cpus_allowed_list:\s*(\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))![1]!;
    const { success, stdout, stderr } = await new Deno.Command("taskset", {
      args: ["-c", processor, Deno.execPath(), "run", "--quiet", "-A", projectPath("lib/cli/here.ts")]
        .concat("counter", "--rounds", "2", "--seconds", "1", "--format", "csv"),
    }).output();
    const [said, rows] = [stderr, stdout].map((bytes) => new TextDecoder().decode(bytes));
    assert.ok(success, said);
    assert.match(said!, /^this computer has one processor: there is nothing to share$/m);
    assert.equal(rows!.trim().split("\n").length, 2);
  },
);

(refusal() === undefined ? slow : Deno.test.ignore)(
  "a time, a count or a workload that cannot be is refused with a sentence and exit code 2",
  async () => {
    const answers = await Promise.all([
      run("here", "--seconds", "0"),
      run("here", "counter", "--cores", "1000"),
      run("here", "mempas"),
    ]);
    const sentences = [
      /^0: expected a number from 1 to 86400$/m,
      /this computer has/,
      /did you mean mempass\?/,
    ];
    for (const [i, { code, stderr }] of answers.entries()) {
      assert.match(stderr, sentences[i]!);
      assert.equal(code, 2);
    }
  },
);

(refusal() === undefined ? slow : Deno.test.ignore)(
  "all workloads at once: rows of each, and what to know of them",
  async () => {
    const { code, stdout } = await run(
      "here",
      "all",
      "--cores",
      "1",
      "--rounds",
      "1",
      "--seconds",
      "1",
      "--format",
      "json",
    );
    const names = new Set(JSON.parse(stdout).map(({ workload }: { workload: string }) => workload));
    assert.equal(code, 0);
    assert.deepEqual(names, new Set(hostWorkloadNames));
  },
);
