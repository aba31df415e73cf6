import assert from "node:assert/strict";
import { type Execution, Kernel } from "../../lib/jupyter/runner/kernel.ts";
import type { Output } from "../../lib/jupyter/runner/nbformat.ts";
import { errorsIn } from "../../lib/jupyter/runner/outputs.ts";
import { slow } from "../slow.ts";

const cwd = import.meta.dirname!;

const printed = ({ outputs }: Execution): string =>
  outputs.map((output) => output.output_type === "stream" ? output.text : "").join("");
const evalue = ({ outputs }: Execution): string => errorsIn(outputs).at(-1)!.evalue;

slow("Kernel.execute loses no line of 5,000 and puts none under another cell", async () => {
  await using kernel = await Kernel.start({ cwd });
  const flood = await kernel.execute("for (let i = 0; i < 5_000; i++) console.log(i);");
  const next = await kernel.execute("console.log('next'); 1");
  assert.equal(printed(flood), Array.from({ length: 5_000 }, (_, i) => `${i}\n`).join(""));
  assert.equal(flood.outputs.length, 1);
  assert.equal(printed(next), "next\n");
  assert.deepEqual([flood.executionCount, next.executionCount], [1, 2]);
});

Deno.test("Kernel.execute runs cells in the folder, with the environment, uncoloured and in one scope", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/answer.ts`, "export const answer: number = 42;");
    await using kernel = await Kernel.start({ cwd: folder, env: { COREY_LAB_TEST: "yes" } });
    await kernel.execute(
      'import { answer } from "./answer.ts"; const more = Deno.env.get("COREY_LAB_TEST");',
    );
    const { outputs } = await kernel.execute("[answer, more]");
    assert.deepEqual(outputs, [{
      output_type: "execute_result",
      execution_count: 2,
      data: { "text/plain": '[ 42, "yes" ]' },
      metadata: {},
    }]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

slow("Kernel.execute tells of errors: thrown, of syntax, of a display and of a package", async () => {
  await using kernel = await Kernel.start({ cwd });
  const thrown = await kernel.execute("throw new RangeError('too far')");
  assert.deepEqual([thrown.status, errorsIn(thrown.outputs)[0]!.ename, evalue(thrown)], [
    "error",
    "RangeError",
    "too far",
  ]);

  const syntax = await kernel.execute("const a = 1;\nlet b = (;");
  assert.deepEqual([syntax.status, errorsIn(syntax.outputs)[0]!.ename], ["error", "SyntaxError"]);
  assert.match(evalue(syntax), /^Expression expected at line 2, column 10\n/);

  const display = await kernel.execute(
    "({ [Symbol.for('Jupyter.display')]() { throw new Error('no picture'); } })",
  );
  assert.deepEqual([display.status, evalue(display)], ["ok", "no picture"]);

  const loading = await kernel.execute('import { nothing } from "./no_such_module.ts";');
  assert.equal(loading.status, "error");
  assert.match(evalue(loading), /Module not found/);
  assert.equal((await kernel.execute("1")).status, "ok");
});

slow("Kernel.execute applies updates of displays and tells of outputs as they come", async () => {
  await using kernel = await Kernel.start({ cwd });
  const show = (text: string, update: boolean): string =>
    `await Deno.jupyter.display({ "text/plain": "${text}" }, { raw: true, display_id: "bar", update: ${update} });`;
  const seen: Output[] = [];
  const first = await kernel.execute(`${show("one", false)} ${show("two", true)}`, {
    onOutput: (o) => seen.push(o),
  });
  assert.equal(seen.length, 2);
  assert.deepEqual(first.outputs, [{
    output_type: "display_data",
    data: { "text/plain": "two" },
    metadata: {},
  }]);
  const second = await kernel.execute(show("three", true));
  assert.deepEqual(second.outputs, []);
  assert.deepEqual(first.outputs, [{
    output_type: "display_data",
    data: { "text/plain": "three" },
    metadata: {},
  }]);
});

slow("Kernel.execute gives late output to the cell that runs, or else to the one that ran last", async () => {
  await using kernel = await Kernel.start({ cwd });
  const late = Promise.withResolvers<void>();
  const first = await kernel.execute("setTimeout(() => console.log('after'), 50); console.log('before');", {
    onOutput: (output) => output.output_type === "stream" && output.text === "after\n" && late.resolve(),
  });
  await late.promise;
  assert.equal(printed(first), "before\nafter\n");
  const second = await kernel.execute(
    "const rung = new Promise((r) => setTimeout(() => r(console.log('rings')), 50));",
  );
  const third = await kernel.execute("await rung;");
  assert.deepEqual([printed(second), printed(third)], ["", "rings\n"]);
});

slow("Kernel.execute interrupts an endless loop, and the kernel lives", async () => {
  await using kernel = await Kernel.start({ cwd });
  await kernel.execute("const kept = 7;");
  const loop = await kernel.execute("console.log('in'); while (true);", { timeoutMs: 1000 });
  assert.deepEqual([loop.status, printed(loop)], ["timed out", "in\n"]);
  assert.match(evalue(loop), /took longer than 1 s and was interrupted/);
  assert.ok(kernel.alive);
  const after = await kernel.execute("console.log(kept)");
  assert.deepEqual([after.status, printed(after)], ["ok", "7\n"]);
});

slow("Kernel.execute kills a kernel that waits for ever, and says so", async () => {
  await using kernel = await Kernel.start({ cwd });
  const wedged = await kernel.execute("console.log('in'); await new Promise(() => {});", { timeoutMs: 1000 });
  assert.deepEqual([wedged.status, printed(wedged), kernel.alive], ["timed out", "in\n", false]);
  assert.match(evalue(wedged), /did not react to an interrupt, so the kernel was killed/);
});

Deno.test("Kernel.execute gives the exit code of a kernel that ends, then and afterwards", async () => {
  await using kernel = await Kernel.start({ cwd });
  for (const code of ["Deno.exit(3)", "1 + 1"]) {
    const { status, outputs } = await kernel.execute(code);
    assert.equal(status, "died");
    assert.deepEqual(errorsIn(outputs).map(({ ename, evalue }) => [ename, evalue]), [
      ["KernelDied", "the kernel process ended with exit code 3"],
    ]);
  }
  assert.equal(kernel.alive, false);
});

Deno.test("Kernel.start refuses a folder that does not exist", async () => {
  await assert.rejects(Kernel.start({ cwd: "/no/such/folder" }), Deno.errors.NotFound);
});

Deno.test("Kernel.start gives up on a kernel that cannot start, with its last words", async () => {
  await assert.rejects(
    Kernel.start({ cwd, env: { DENO_V8_FLAGS: "--no-such-flag" } }),
    /the Deno kernel did not start: /,
  );
});

slow("Kernel.execute ends a cell by an error that is thrown late, with its reason and at once", async () => {
  await using kernel = await Kernel.start({ cwd });
  const later = (what: string) => `setTimeout(() => { ${what}; }, 20); await new Promise(() => {});`;
  const { status, outputs } = await kernel.execute(later('throw new TypeError("too late")'));
  assert.equal(status, "error");
  assert.deepEqual(errorsIn(outputs).map(({ ename, evalue }) => [ename, evalue]), [[
    "TypeError",
    "too late",
  ]]);
  await using other = await Kernel.start({ cwd });
  const rejected = await other.execute(
    'Promise.reject(new Error("nobody listens")); await new Promise((go) => setTimeout(go, 20)); 7',
  );
  assert.equal(rejected.status, "error");
  assert.equal(errorsIn(rejected.outputs)[0]!.evalue, "nobody listens");
  assert.equal(
    (await other.execute("8")).status,
    "ok",
    "a cell that came to its end leaves the kernel alone",
  );
});

slow("Kernel.kill ends the programs that cells have started, too", async () => {
  const kernel = await Kernel.start({ cwd });
  const { outputs } = await kernel.execute(
    'console.log(new Deno.Command("sleep", { args: ["1000"], stdin: "null", stdout: "null", stderr: "null" }).spawn().pid)',
  );
  const [said] = outputs;
  const pid = Number(said?.output_type === "stream" ? said.text : NaN);
  await kernel.kill();
  const isRunning = () =>
    new Deno.Command("kill", { args: ["-0", `${pid}`], stderr: "null" }).outputSync().success;
  for (let waited = 0; isRunning() && waited < 100; waited++) await new Promise((go) => setTimeout(go, 20));
  assert.ok(!isRunning());
});
