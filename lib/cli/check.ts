/**
 * `deno task test`: everything that has to hold before a change is handed in. Prints what each step prints, and ends with how many checks
 * passed and failed.
 */

/** How many checks a step made. */
interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** A step: a command of Deno, and how to count what it did. */
interface Step {
  readonly name: string;
  readonly args: readonly string[];
  readonly tally?: (code: number, output: string) => Tally;
}

const root = new URL("../../", import.meta.url).pathname;
const sources = ["mod.ts", "lib", "tests"];

/** Types of libraries, and types that zod infers, which `deno doc` cannot follow. */
const foreignTypes = [
  "ZodType",
  "output",
  "machineSpec",
  "keySchema",
  "keysSchema",
  "PlotOptions",
  "display",
];

const steps: readonly Step[] = [
  // Notebooks are left out: `deno fmt --check` of 2.9.6 calls every notebook unformatted. A test formats a copy instead.
  { name: "format", args: ["fmt", "--check", "--ignore=notebooks"] },
  { name: "lint", args: ["lint", ...sources] },
  { name: "types", args: ["check", "--frozen", ...sources] },
  { name: "documentation", args: ["doc", "--lint", "mod.ts"], tally: tallyOfDocLint },
  { name: "tests", args: ["test", "-A", "--parallel", "tests"], tally: tallyOfTests },
  {
    name: "examples in the documentation",
    args: ["test", "-A", "--doc", "--parallel", "mod.ts", "lib", "README.md"],
    tally: tallyOfTests,
  },
];

function tallyOfTests(code: number, output: string): Tally {
  const [, passed = "0", failed = "0"] = /(\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed/.exec(output) ??
    [];
  // A step that could not even start has failed once.
  return { passed: Number(passed), failed: Math.max(Number(failed), code === 0 ? 0 : 1) };
}

/** One check: no complaint but about types from outside. */
function tallyOfDocLint(_code: number, output: string): Tally {
  const complaints = output.match(/^error\[.*$/gm) ?? [];
  const foreign = complaints.filter((line) =>
    foreignTypes.some((type) => line.endsWith(`references private type '${type}'`))
  );
  return complaints.length === foreign.length ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runStep({ name, args, tally }: Step): Promise<Tally> {
  const started = performance.now();
  console.log(`— ${name}: deno ${args.join(" ")}`);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  const result = tally?.(code, output) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (result.failed > 0) console.log(output.trim());
  console.log(
    `  ${result.passed} passed, ${result.failed} failed, in ${
      ((performance.now() - started) / 1000).toFixed(1)
    } s`,
  );
  return result;
}

let passed = 0, failed = 0;
for (const step of steps) {
  const result = await runStep(step);
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(failed > 0 ? 1 : 0);
