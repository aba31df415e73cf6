/** `deno task quiz`, with answers from a pipe. */
import assert from "node:assert/strict";
import { projectPath } from "../../lib/files/project.ts";
import { slow } from "../slow.ts";

async function quiz(
  typed: string,
  ...args: string[]
): Promise<{ said: string; code: number; errors: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", projectPath("lib/cli/quiz.ts"), ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(typed));
    await writer.close();
  } catch { /* it has ended already */ }
  const { stdout, stderr, code } = await child.output(), decoder = new TextDecoder();
  return { said: decoder.decode(stdout), errors: decoder.decode(stderr), code };
}

slow("quiz asks one question of each kind, gives a hint, and the solution with its run", async () => {
  const { said, code, errors } = await quiz("shares, cures\n\nnonsense\n\n", "--seed", "12");
  assert.deepEqual([code, errors], [0, ""]);
  assert.match(said, /^The same questions again: --seed 12\n/);
  assert.match(said, /A\. Does Corey solve this contention\?[^]*B\. Compare[^]*C\. Explain/);
  assert.match(said, /not right\. /);
  assert.match(said, /expected threads or processes\.\nHint: /);
  assert.equal(said.match(/^Solution: /gm)?.length, 3);
  assert.match(said, /pcore_run/);
});

slow("quiz ends where there is no more to read, as after Ctrl-D", async () => {
  const { said, code, errors } = await quiz("", "--seed", "12");
  assert.deepEqual([code, errors, said.match(/^Solution: /gm)?.length], [0, "", 1]);
});

slow("quiz says in a sentence what is no seed", async () => {
  const { errors, code } = await quiz("", "--seed", "x");
  assert.deepEqual([errors, code], ["--seed x: expected a whole number from 0 to 1000000\n", 2]);
});
