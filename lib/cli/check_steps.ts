/** What `deno task test` is made of: commands of Deno, and how to count what they did. */

import { projectPath } from "../files/project.ts";

/** How many checks a step made. */
export interface Tally {
  /** How many hold. */
  readonly passed: number;
  /** How many do not. */
  readonly failed: number;
}

/** A step. */
export interface Step {
  /** What it checks. */
  readonly name: string;
  /** For `deno`. */
  readonly args: readonly string[];
  /** Environment variables to set. */
  readonly env?: Readonly<Record<string, string>>;
  /** Counts its checks; a step without is one. */
  readonly tally?: (code: number, output: string) => Tally;
}

const sources = ["mod.ts", "lib", "tests"];

/** The modules that can be imported from outside. */
const entryPoints: readonly string[] = Object.values(
  JSON.parse(Deno.readTextFileSync(projectPath("deno.json"))).exports,
);

/** Types of libraries, and types that zod infers, which `deno doc` cannot follow. */
const foreignTypes = [
  "ZodType",
  "output",
  "fact",
  "machineSpec",
  "l3Group",
  "keySchema",
  "keysSchema",
  "PlotOptions",
  "Markish",
  "display",
];

/** What takes longest. Begun first of all folders, it leaves no core idle in the end. */
const longest = ["tests/notebooks", "tests/homework", "tests/study", "tests/site"];

/** Folders whose tests leave nothing behind in their process; each runs as one file (`tests/together.ts`). */
const together: readonly string[] = [
  "advice",
  "analysis",
  "exam",
  "experiments",
  "fuzz",
  "input",
  "kernels",
  "libos",
  "locks",
  "machine",
  "notebook",
  "plots",
  "sim",
  "workloads",
];

/** The files and folders that hold all tests, roughly by how long each takes as one file. */
function allTests(): string[] {
  const others = [...Deno.readDirSync(projectPath("tests"))].filter(({ name, isDirectory }) =>
    isDirectory ? !together.includes(name) : name.endsWith("_test.ts")
  );
  const paths = others.map(({ name }) => `tests/${name}`).sort();
  return [
    ...longest,
    ...together.map((name) => `tests/${name}/together.ts`),
    ...paths.filter((path) => !longest.includes(path)),
  ];
}

/**
 * What can be said without running anything. Notebooks: `deno fmt --check` of 2.9.6 calls each unformatted; a
 * test formats a copy instead.
 */
export const staticSteps: readonly Step[] = [
  { name: "types", args: ["check", "--doc", "--frozen", ...sources, "README.md"] },
  { name: "lint", args: ["lint", ...sources] },
  {
    name: "format",
    args: ["fmt", "--check", "--ignore=notebooks,data/homework,data/new_project/study.ipynb"],
  },
  { name: "documentation", args: ["doc", "--lint", ...entryPoints], tally: tallyOfDocLint },
];

/**
 * Whether the package could be published. Types are a step of their own, and types that zod infers are “slow
 * types”, which are meant.
 */
export const packageStep: Step = {
  name: "package",
  args: ["publish", "--dry-run", "--allow-dirty", "--allow-slow-types", "--no-check"],
};

/**
 * Tests, in one run: so no core is idle until the last of them.
 *
 * @param ring which tests; the quick ones leave out what `tests/slow.ts` marks
 */
export function testStep(ring: "all" | "quick"): Step {
  return {
    name: ring === "all" ? "tests" : "quick tests",
    // Types are a step of their own.
    args: ["test", "-A", "--no-check", "--parallel", ...allTests()],
    // More than there are cores get into each other's way, though some wait for kernels and browsers.
    env: { COREY_LAB_TESTS: ring, DENO_JOBS: String(navigator.hardwareConcurrency) },
    tally: tallyOfTests,
  };
}

/**
 * Fuzz tests with many more cases, from another seed each time; all hostile submissions in one class; all
 * wrong programs for homework; and, in a process whose memory is nobody else's, ten thousand rounds of
 * workloads on this computer.
 */
export const soakSteps: readonly Step[] = [
  soak(
    "soak",
    "--parallel",
    "tests/fuzz",
    "tests/homework/hostile_test.ts",
    "tests/homework/programs_test.ts",
  ),
  soak("rounds", "tests/host/soak_test.ts"),
];

function soak(name: string, ...args: readonly string[]): Step {
  return { name, args: ["test", "-A", ...args], env: { COREY_LAB_TESTS: "soak" }, tally: tallyOfTests };
}

/** Some tests: files and folders, or those with a word in their name. */
export function someTests(paths: readonly string[], word?: string): Step {
  return {
    name: word === undefined ? "tests" : `tests with “${word}” in their name`,
    args: ["test", "-A", "--parallel", ...(word === undefined ? [] : [`--filter=${word}`]), ...paths],
    tally: tallyOfTests,
  };
}

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
