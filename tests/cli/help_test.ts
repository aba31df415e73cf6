/** Every task says what it does, and does nothing else, when asked for help. */
import assert from "node:assert/strict";
import { projectPath } from "../../lib/files/project.ts";
import { alike, slow } from "../slow.ts";
import { run } from "./run_command.ts";

const { tasks } = JSON.parse(Deno.readTextFileSync(projectPath("deno.json"))) as {
  tasks: Record<string, { command: string; description: string }>;
};

for (const [i, [name, { command, description }]] of Object.entries(tasks).entries()) {
  alike(i)(`deno task ${name} --help says how it is used, and starts nothing`, async () => {
    const [, script] = /^deno run -A lib\/cli\/(\w+)\.ts$/.exec(command) ?? [];
    assert.ok(script, `the command is in lib/cli: ${command}`);
    assert.ok(description.length > 20);
    const { code, stdout, stderr } = await run(script, "--help");
    assert.match(stdout, new RegExp(`^Usage: deno task ${name}`));
    assert.equal(stderr, "");
    assert.equal(code, 0);
  });
}

slow(
  "run --help, and run alone, list the experiments with what can be set, in which unit, and its default",
  async () => {
    const [help, alone] = await Promise.all([run("run", "--help"), run("run")]);
    for (const text of [help.stdout, alone.stderr]) {
      assert.match(text, /^ {2}dup-close +Why does a program get slower/m);
      assert.match(text, /^ {4}microseconds=1000 +µs of simulated time/m);
      assert.match(text, /^ {4}lock=ticket +lock of the descriptor table: ticket, mcs, /m);
      assert.match(text, /^ {4}kilobytes=128,256,…,4096 +KB of a file/m);
      // No key without words.
      for (const [line, words] of text.matchAll(/^ {4}[\w=,….-]+ +(.*)$/gm)) {
        assert.ok(
          words!.length > 4,
          line,
        );
      }
    }
    assert.equal(alone.stdout, "");
    assert.equal(alone.code, 2);
  },
);
