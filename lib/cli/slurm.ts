/**
 * A study on a cluster that Slurm runs: a job array whose tasks are shards, and a job that merges when they
 * have ended. Slurm is the scheduler; all that is here is what it is told.
 */
import { InputError } from "../input/check.ts";

/** What is to be submitted. */
export interface Jobs {
  /** The study's name. */
  readonly name: string;
  /** Words of the command that measures one shard, without the shard. */
  readonly sweep: readonly string[];
  /** Words of the command that merges. */
  readonly merge: readonly string[];
  /** How many tasks. */
  readonly tasks: number;
  /** Where tasks write what they say. */
  readonly log: string;
  /** Options for `sbatch`, such as `--time=2:00:00`. */
  readonly options: readonly string[];
}

/** The script of the array. */
export function arrayScript({ name, sweep, tasks, log, options }: Jobs): string {
  const directives = [`--job-name=${name}`, `--array=1-${tasks}`, `--output=${quoted(log)}`, ...options];
  return [
    "#!/bin/sh",
    ...directives.map((directive) => `#SBATCH ${directive}`),
    `exec ${sweep.map(quoted).join(" ")} \\`,
    `  --shard "$SLURM_ARRAY_TASK_ID/${tasks}" --workers "\${SLURM_CPUS_PER_TASK:-1}"`,
    "",
  ].join("\n");
}

/** The script of the job that merges, for when the array has ended, however it did. */
export function mergeScript({ name, merge, log }: Jobs): string {
  return [
    "#!/bin/sh",
    `#SBATCH --job-name=${name}-merge`,
    `#SBATCH --output=${quoted(log)}`,
    `exec ${merge.map(quoted).join(" ")}`,
    "",
  ].join("\n");
}

/** A word as a shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Runs a program of Slurm; undefined where there is none of that name. */
async function slurm(program: string, args: readonly string[], script = ""): Promise<string | undefined> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, { args: [...args], stdin: "piped", stdout: "piped", stderr: "piped" })
      .spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script)).catch(() => {});
  await writer.close().catch(() => {});
  const { success, stdout, stderr } = await child.output();
  if (success) return new TextDecoder().decode(stdout).trim();
  throw new InputError(`${program}: ${new TextDecoder().decode(stderr).trim().split("\n")[0]}`);
}

/** How many tasks an array may have on this cluster; undefined where there is no Slurm. */
export async function mostTasks(): Promise<number | undefined> {
  const config = await slurm("scontrol", ["show", "config"]);
  // The highest index is one less.
  return config === undefined ? undefined : Number(/MaxArraySize\s*=\s*(\d+)/.exec(config)?.[1] ?? 1001) - 1;
}

/** Submits both jobs. */
export async function submit(jobs: Jobs): Promise<{ readonly array: string; readonly merge: string }> {
  const array = await sbatch(arrayScript(jobs));
  return { array, merge: await sbatch(mergeScript(jobs), `--dependency=afterany:${array}`) };
}

async function sbatch(script: string, ...args: string[]): Promise<string> {
  const answer = await slurm("sbatch", ["--parsable", ...args], script);
  if (answer === undefined) throw new InputError("there is no sbatch here");
  return answer.split(";")[0]!;
}
