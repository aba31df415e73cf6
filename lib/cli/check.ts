/**
 * `deno task test`: everything that has to hold before a change is handed in; with `--quick` all but
 * what takes long; with `--soak` the fuzz tests with many more cases; with paths or names some tests.
 * Prints what failed, the slowest tests, and at the end how many checks passed and failed.
 */
import { projectPath } from "../files/project.ts";
import { InputError } from "../input/check.ts";
import { inParallel } from "../jupyter/in_parallel.ts";
import { packageStep, soakSteps, staticSteps, type Step, type Tally, testStep } from "./check_steps.ts";
import { chosenTests } from "./chosen_tests.ts";
import { command, runCommand } from "./command.ts";
import { casesIn, slowest, type Timed, timesIn } from "./slowest.ts";

/** What came of a step. */
interface Outcome extends Tally {
  readonly tests: readonly Timed[];
}

const running = new Set<Deno.ChildProcess>();

async function runStep({ name, args, env, tally }: Step): Promise<Outcome> {
  const started = performance.now();
  console.log(`— ${name}: deno ${args.join(" ")}`);
  const isTest = args[0] === "test", report = isTest ? await Deno.makeTempFile({ suffix: ".xml" }) : "";
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: isTest ? ["test", `--junit-path=${report}`, ...args.slice(1)] : [...args],
      cwd: projectPath(),
      // Where the user is does not matter to the commands that tests start.
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", INIT_CWD: projectPath(), ...env },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    running.add(child);
    const { code, stdout, stderr } = await child.output();
    running.delete(child);
    const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    const result = tally?.(code, output) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (result.failed > 0) console.log(output.trim());
    console.log(`  ${name}: ${result.passed} passed, ${result.failed} failed, in ${seconds} s`);
    return { ...result, tests: isTest ? timesIn(await Deno.readTextFile(report)) : [] };
  } finally {
    if (isTest) await Deno.remove(report);
  }
}

/** Runs steps, as many at a time as there are cores, and adds up. */
async function run(steps: readonly Step[]): Promise<Outcome> {
  const outcomes = await inParallel(steps, runStep, Math.max(2, navigator.hardwareConcurrency));
  const sum = (key: "passed" | "failed"): number => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), tests: outcomes.flatMap(({ tests }) => tests) };
}

const cli = command("deno task test", "Checks everything that has to hold before a change is handed in.")
  .argument("[tests...]", "some tests: a file, a folder, a notebook, or part of a name")
  .option(
    "--quick",
    "all but what takes long (notebooks, grading, examples, full sizes); of tests that are alike the first",
  )
  .option("--soak", "the fuzz tests only, with over twenty thousand cases and another seed each time");

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const { quick = false, soak = false } = cli.opts(), some = chosenTests(cli.args);
  const rings = [...(quick ? ["--quick"] : []), ...(soak ? ["--soak"] : []), ...cli.args];
  if (quick || soak) {
    const [first, ...others] = rings;
    if (others.length > 0) {
      throw new InputError(`${first} stands alone: expected no ${others.join(" ")} beside it`);
    }
  }
  // A signal to this process alone must not leave the tests running.
  globalThis.addEventListener("unload", () => running.forEach((child) => child.kill("SIGTERM")));
  const all = soak
    ? soakSteps
    : quick
    ? [testStep("quick"), ...staticSteps]
    : [testStep("all"), ...staticSteps, packageStep];
  const { passed, failed, tests } = await run(some.length > 0 ? some : all);
  if (some.length > 0 && passed + failed === 0) {
    throw new InputError(`no test is called ${cli.args.join(" or ")}`);
  }
  const lines = slowest(tests);
  if (lines.length > 0) console.log(["The slowest:", ...lines].join("\n"));
  const cases = casesIn(tests);
  if (cases > 0) console.log(`${cases} cases of fuzz tests`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});
