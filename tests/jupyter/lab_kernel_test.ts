/** The lab's kernel, as a front end sees it: what is published for a cell, message by message. */
import assert from "node:assert/strict";
import { projectPath } from "../../lib/files/project.ts";
import type { JsonObject } from "../../lib/jupyter/runner/messages.ts";
import { slow } from "../slow.ts";
import { FrontEnd, inShort, LabProcess } from "./front_end.ts";
import { inTemporaryFolder } from "./temporary_folder.ts";

const cwd = import.meta.dirname!;
const ended = ["the kernel process ended with exit code 3", "the cell did not stop, so the kernel was ended"]
  .map((why) =>
    `KernelDied: ${why}; a new one runs now, without what earlier cells have defined: run them again`
  );

slow("a front end is told what a cell gives, then that it is done; and of errors of every kind", async () => {
  await using lab = new LabProcess(cwd);
  using front = await FrontEnd.connect(lab);
  const between = (n: number, ...said: string[]) => ["busy", `[${n}]`, ...said, "idle"];

  const fine = await front.run("console.log('in'); 6 * 7");
  assert.deepEqual(fine.said, between(1, "stdout in", "execute_result 42"));
  assert.deepEqual([fine.reply.status, fine.reply.execution_count], ["ok", 1]);

  const syntax = await front.run("const a = 1;\nlet b = (;");
  assert.deepEqual(syntax.said, [
    "busy",
    "[2]",
    "SyntaxError: Expression expected at line 2, column 10\n  |\n2 | let b = (;\n  |          ~",
    "idle",
  ]);
  assert.deepEqual([syntax.reply.status, syntax.reply.ename], ["error", "SyntaxError"]);

  const type = await front.run("\n\nconst n: any = null; // a comment\n\n  n.x.y;");
  assert.deepEqual(type.said, between(3, "TypeError: Cannot read properties of null (reading 'x')"));
  assert.deepEqual(type.reply.traceback, [
    "TypeError: Cannot read properties of null (reading 'x')",
    "  |",
    "5 |   n.x.y;",
    "  |     ~",
    "    at line 5, column 5 of the cell",
  ]);

  const value = await front.run("throw 'a value'");
  assert.deepEqual([value.said, value.reply.traceback], [between(4, "Error: a value"), ["Error: a value"]]);

  const rejected = await front.run("await Promise.reject(new RangeError('too far'))");
  assert.deepEqual(rejected.said, between(5, "RangeError: too far"));

  const timer = await front.run(
    "setTimeout(() => { throw new Error('late'); }, 1); await new Promise((go) => setTimeout(go, 50)); 7",
  );
  assert.deepEqual(timer.said, between(6, "Error: late", "execute_result 7"));
  assert.equal(timer.reply.status, "error");

  const exit = await front.run("Deno.exit(3)");
  assert.deepEqual(exit.said, between(7, ended[0]!));
  assert.deepEqual((await front.run("8")).said, between(8, "execute_result 8"), "in a new kernel");
});

slow("cells that wait are aborted after one that failed, those of another front end are not", async () => {
  await using lab = new LabProcess(cwd);
  using front = await FrontEnd.connect(lab);
  using other = await FrontEnd.connect(lab);
  const [failed, aborted, theirs, last] = await Promise.all([
    front.run("await new Promise((go) => setTimeout(go, 200)); throw 1"),
    front.run("'not run'"),
    other.run("'run'"),
    front.run("'not run either'"),
  ]);
  assert.equal(failed.reply.status, "error");
  assert.deepEqual(aborted, { said: ["busy", "idle"], reply: { status: "aborted" } });
  assert.equal(last.reply.status, "aborted");
  assert.deepEqual(theirs.said, ["busy", "[2]", 'execute_result "run"', "idle"]);
  assert.ok(front.published.some((message) => inShort(message) === 'execute_result "run"'), "all hear all");
  const goesOn = await Promise.all([front.run("throw 1", { stop_on_error: false }), front.run("2")]);
  assert.deepEqual(goesOn.map(({ reply }) => reply.status), ["error", "ok"]);
});

slow("the stop button is answered at once; the kernel goes on if it can, or another one does", async () => {
  await using lab = new LabProcess(cwd);
  using front = await FrontEnd.connect(lab);
  await front.run("const kept = 7; let printed = 0;");
  const stopped = async (code: string) => {
    const cell = front.run(`console.log('in'); ${code}`);
    await front.when(({ type }) => type === "stream");
    const told = front.when(({ type }) => type === "error");
    await front.interrupt();
    await told;
    return (await cell).said.filter((word) => word !== "busy");
  };
  const atOnce = "Interrupted: the cell was stopped";
  assert.deepEqual(await stopped("while (true);"), ["[2]", "stdout in", atOnce, "idle"]);
  assert.deepEqual((await front.run("kept")).said, ["busy", "[3]", "execute_result 7", "idle"]);
  // On a busy computer the loop is stopped before its end, perhaps between a line and its count; or it takes
  // so long to stop that the kernel is ended.
  const flood = await stopped("for (; printed < 5_000; printed++) console.log(printed);");
  const [last] = (await front.run("printed")).said.filter((word) => word.startsWith("execute_result"));
  const printed = Number(last?.split(" ")[1]);
  assert.ok(
    [`stdout ${printed - 1}`, `stdout ${printed}`, ended[1]].includes(flood.at(-2)!),
    "what it has printed still comes",
  );
  assert.ok(flood.includes(atOnce));
  const forEver = await stopped("await new Promise(() => {});");
  assert.deepEqual(forEver, ["[6]", "stdout in", atOnce, ended[1], "idle"]);
  const fresh = await front.run("typeof kept");
  assert.deepEqual(fresh.said, ["busy", "[7]", 'execute_result "undefined"', "idle"]);
});

slow("no line of 20,000 is lost, nor one of 1,000 cells, and idle comes last", async () => {
  await using lab = new LabProcess(cwd);
  using front = await FrontEnd.connect(lab);
  const flood = await front.run("for (let i = 0; i < 20_000; i++) console.log(i);");
  assert.equal(flood.said.length, 20_003);
  assert.deepEqual(flood.said.slice(-2), ["stdout 19999", "idle"]);
  const cells = await Promise.all(
    Array.from({ length: 1_000 }, (_, i) => front.run(`console.log(${i}); ${i}`)),
  );
  for (const [i, { said }] of cells.entries()) {
    assert.deepEqual(said, ["busy", `[${i + 2}]`, `stdout ${i}`, `execute_result ${i}`, "idle"]);
  }
});

slow("it ends when it is shut down, and asks who can answer", async () => {
  await using lab = new LabProcess(cwd);
  using front = await FrontEnd.connect(lab);
  front.channels.onAsked = ({ content }) =>
    void front.channels.answer("input_reply", { value: `${content.prompt} Ada` });
  const asked = await front.run("prompt('Who?')", { allow_stdin: true });
  assert.match(asked.said[2]!, /^execute_result "Who\? +Ada"$/);
  const reply = await front.channels.request("control", "shutdown_request", { restart: true });
  assert.deepEqual(reply.content, { status: "ok", restart: true });
  assert.equal((await lab.status).code, 0);
});

slow("the stop button ends a sweep, in this thread or on workers, with the rows that it has", async () => {
  await using lab = new LabProcess(projectPath("notebooks"));
  using front = await FrontEnd.connect(lab);
  await front.run(
    'import { dupClose, experiments, linux, opteron16, progressBar, range, sweep } from "corey-lab";',
  );
  const stopped = async (measurement: string) => {
    const cell = front.run(`const rows = await ${measurement}; console.log("after", rows.length);`);
    await front.when(({ type }) => type === "update_display_data");
    await front.interrupt();
    const { said, reply } = await cell;
    assert.equal(reply.ename, "Interrupted");
    const [after, bar] = [said.at(-2)!, said.findLast((word) => word.startsWith("update_display_data"))!];
    const [, rows] = /^stdout after (\d+)$/.exec(after)!.map(Number);
    assert.match(bar, new RegExp(`stopped at ${rows} of 96, .* steps.* in `));
    assert.ok(rows! > 0 && rows! < 96);
    assert.ok(said.includes(
      "Interrupted: what has been measured so far is kept; to break off at once, stop again",
    ));
    assert.deepEqual((await front.run("rows.length")).said.at(-2), `execute_result ${rows}`);
  };
  const machine = "machine: [1, 2, 3, 4, 5, 6].map((n) => ({ ...opteron16, name: `machine-${n}` }))";
  await stopped(
    `sweep({ workload: dupClose(), ${machine}, system: linux.threads(), cores: range(1, 16), repeats: 3 },
      { onRow: progressBar("a sweep") })`,
  );
  const cores = "cores: Array.from({ length: 96 }, (_, i) => 1 + i % 16)";
  await stopped(
    `experiments.dupClose.run({ ${cores} }, { workers: 2, onRow: progressBar("on workers") })`,
  );
});

slow("types are checked while a cell runs; Shift+Tab and Tab know them; a line turns it off", async () => {
  await using lab = new LabProcess(projectPath("notebooks"), { types: "on" });
  using front = await FrontEnd.connect(lab);
  const remarkOn = async (code: string): Promise<string> => {
    const told = front.when(({ type }) => type === "display_data");
    const { said } = await front.run(code);
    await told;
    assert.ok(said.includes("stdout runs"), "it does not stop the cell");
    return inShort(front.published.findLast(({ type }) => type === "display_data")!);
  };
  await front.run('import { dupClose, linux, opteron16, sweep } from "corey-lab"; const rows = [1];');
  const slip = await remarkOn(
    'console.log("runs");\nconst rows = () => sweep({ workload: dupClose(), machine: opteron16,\n' +
      "  system: linux.threads(), cores: [1], repeat: 3 });",
  );
  assert.match(slip, /^display_data line 3: .*'repeat' does not exist.*Did you mean to write 'repeats'\?\n/);
  assert.match(slip, /^ +system: .*, repeat: 3 \}\);\n {37,}~{6}\n/m, "marked where it is");

  /** Asks until there is an answer: on a busy computer it may come later than a person waits for it. */
  const ask = async (type: string, code: string): Promise<JsonObject> => {
    for (let times = 1;; times++) {
      const asked = { code, cursor_pos: [...code].length, detail_level: 0 };
      const { content } = await front.channels.request("shell", type, asked);
      if (times === 5 || content.found || (content.matches as string[] | undefined)?.length) return content;
    }
  };
  const { found, data } = await ask("inspect_request", "/* ü 😀 */ await sweep(");
  assert.ok(found);
  assert.match(String((data as JsonObject)["text/plain"]), /sweep.*SweepSpec[^]*Measures every combination/);
  const { matches, cursor_start } = await ask("complete_request", "/* 😀 */ linux.thr");
  assert.deepEqual([matches, cursor_start], [["threads"], 14]);

  const off = await front.run("// types: off\nconst n: string = 1;");
  assert.deepEqual(off.said, ["busy", "[3]", "idle"]);
});

slow("without types Tab knows what is defined, and a kernel does not outlive its Jupyter", async () => {
  const lab = new LabProcess(cwd, { isUnderAShell: true });
  using front = await FrontEnd.connect(lab);
  await front.run("const wellKnown = { first: 1 };");
  const asked = { code: "wellKn", cursor_pos: 6 };
  const { content } = await front.channels.request("shell", "complete_request", asked);
  assert.deepEqual([content.matches, content.cursor_start], [["wellKnown"], 0]);
  await lab[Symbol.asyncDispose](); // the shell, by force
  await front.channels.closed;
});

slow("a cell says which modules have changed since they were loaded", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/inner.ts`, "export const inner = 1;");
    await Deno.writeTextFile(`${folder}/outer.ts`, 'export { inner } from "./inner.ts";');
    await using lab = new LabProcess(folder);
    using front = await FrontEnd.connect(lab);
    await front.run('import { inner } from "./outer.ts";');
    await front.run("await new Promise((go) => setTimeout(go, 1000)); // by now it knows what was imported");
    await Deno.writeTextFile(`${folder}/inner.ts`, "export const inner = 2;");
    const remark = "display_data inner.ts: changed since loaded; restart the kernel for the change to count";
    assert.deepEqual((await front.run("inner")).said, ["busy", "[3]", remark, "execute_result 1", "idle"]);
    assert.deepEqual((await front.run("inner")).said, ["busy", "[4]", "execute_result 1", "idle"]);
  });
});
