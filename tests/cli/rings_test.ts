/** Which tests `deno task test` runs, and what it says of them. */
import assert from "node:assert/strict";
import { soakSteps, testStep } from "../../lib/cli/check_steps.ts";
import { chosenTests } from "../../lib/cli/chosen_tests.ts";
import { casesIn, slowest, timesIn } from "../../lib/cli/slowest.ts";
import { filesBelow } from "../../lib/files/files_below.ts";
import { projectPath } from "../../lib/files/project.ts";
import { run } from "./run_command.ts";
import { slow } from "../slow.ts";

const filesOf = (name: string): string[] =>
  chosenTests([name]).flatMap(({ args }) => args.filter((arg) => arg.startsWith("tests")));

Deno.test("tests are chosen by the path of a file or folder, by part of it, or by part of their names", () => {
  assert.deepEqual(filesOf("tests/sim/random_test.ts"), ["tests/sim/random_test.ts"]);
  assert.deepEqual(filesOf(projectPath("tests/sim")), ["tests/sim"]);
  assert.deepEqual(filesOf("queueing-theory"), ["tests/sim/queueing_theory_test.ts"]);
  const [byName] = chosenTests(["loses no line of 20,000"]);
  assert.ok(byName!.args.includes("--filter=loses no line of 20,000"));
  const [byNotebook] = chosenTests(["notebooks/02_dup_close.ipynb"]);
  assert.ok(byNotebook!.args.includes("--filter=02_dup_close.ipynb"));
});

Deno.test("all tests begin with those that take longest, and the quick ones leave out what is marked slow", () => {
  const { args, env } = testStep("all");
  const [first] = args.filter((arg) => arg.startsWith("tests/"));
  assert.equal(first, "tests/notebooks");
  assert.equal(env!.COREY_LAB_TESTS, "all");
  assert.equal(testStep("quick").env!.COREY_LAB_TESTS, "quick");
});

Deno.test("each file of tests is run once: by itself, with its folder, or together with the others there", () => {
  const { args } = testStep("quick");
  for (const file of filesBelow("tests", "_test.ts")) {
    const by = args.filter((arg) => file === arg || file.startsWith(arg.replace(/(\/together\.ts)?$/, "/")));
    assert.equal(by.length, 1, `${file} is run by ${by.join(" and ") || "nothing"}`);
  }
});

Deno.test("the slowest tests are named with their times", () => {
  const report = [3, 0.5, 0.01].map((time) =>
    `<testcase name="takes &quot;${time}&quot;" classname="./tests/a_test.ts" time="${time}">`
  );
  assert.deepEqual(slowest(timesIn(report.join("\n"))), [
    `    3.0 s  tests/a_test.ts: takes "3"`,
    `    0.5 s  tests/a_test.ts: takes "0.5"`,
  ]);
});

slow("a soak run is the fuzz tests alone, and says how many cases it tried", async () => {
  for (const { env } of soakSteps) assert.equal(env!.COREY_LAB_TESTS, "soak");
  const tests = ["a (20 cases)", "b", "c (3 cases)"].map((name) => ({ name, file: "", seconds: 0 }));
  assert.equal(casesIn(tests), 23);
  const { code, stderr } = await run("check", "--soak", "locks");
  assert.equal(stderr, "--soak stands alone: expected no locks beside it\n");
  assert.equal(code, 2);
});

slow("the last line of some tests is how many passed and failed; none of a name is an error", async () => {
  const [some, none] = await Promise.all([
    run("check", "tests/sim/time_queue_test.ts"),
    run("check", "no test is called " + "like this"),
  ]);
  assert.match(some.stdout, /\n\d+ passed, 0 failed\n$/);
  assert.equal(some.code, 0);
  assert.match(none.stderr, /^no test is called no test is called like this/);
  assert.equal(none.code, 2);
});
