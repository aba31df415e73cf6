/** `deno task sweep submit <study>`: what is missing goes to Slurm, as an array of shards and a merge. */
import { projectPath } from "../files/project.ts";
import type { Loaded } from "../study/load.ts";
import { checkSeed } from "../study/measure.ts";
import { arrayScript, type Jobs, mergeScript, mostTasks, submit } from "./slurm.ts";
import { statusOf } from "../study/status.ts";
import { shownPath } from "./user_path.ts";

/** Options of the command. */
export interface SubmitFlags {
  readonly results?: string;
  readonly tasks: number;
  readonly time?: string;
  readonly limit?: number;
  readonly retryFailed?: boolean;
  readonly seed?: number;
}

/**
 * Submits both jobs; without Slurm it prints their scripts.
 *
 * @param file the file of the study
 * @param more options for `sbatch`
 * @returns the exit code
 */
export async function submitStudy(
  study: Loaded,
  flags: SubmitFlags,
  file: string,
  more: readonly string[],
): Promise<number> {
  checkSeed(flags);
  const { failed, missing } = statusOf(study), { folder } = study.results;
  const left = missing.length + (flags.retryFailed ? failed.length : 0);
  if (left === 0) {
    console.log(`${study.name}: nothing is missing`);
    return 0;
  }
  const most = await mostTasks(), tasks = Math.min(flags.tasks, left, most ?? Infinity);
  if (tasks === most) console.error(`this cluster takes at most ${most} tasks (MaxArraySize)`);
  const jobs = jobsOf(study, { ...flags, tasks }, file, more);
  if (most === undefined) {
    console.error("there is no Slurm here; where there is, give these to sbatch");
    console.log(arrayScript(jobs));
    console.log(`# When it has ended: sbatch --dependency=afterany:<job>\n${mergeScript(jobs)}`);
    return 0;
  }
  Deno.mkdirSync(folder, { recursive: true }); // for what the tasks say
  const { array, merge } = await submit(jobs);
  console.log(`job ${array}: ${left} missing points in ${tasks} tasks`);
  console.log(`job ${merge}: merges them into ${shownPath(`${folder}.csv`)}`);
  return 0;
}

function jobsOf(study: Loaded, flags: SubmitFlags, file: string, more: readonly string[]): Jobs {
  const option = (name: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [`--${name}`, String(value)];
  const { folder } = study.results, place = option("results", flags.results);
  const sweep = ["run", "-A", "--config", projectPath("deno.json"), projectPath("lib/cli/sweep.ts")];
  return {
    name: study.name,
    tasks: flags.tasks,
    log: `${folder}/slurm-%j.log`,
    sweep: [
      ...[Deno.execPath(), ...sweep, "run", file, ...place, ...option("limit", flags.limit)],
      ...(flags.retryFailed ? ["--retry-failed"] : []),
      ...option("seed", flags.seed),
    ],
    merge: [Deno.execPath(), ...sweep, "merge", file, ...place, "--out", `${folder}.csv`],
    options: [...(flags.time === undefined ? [] : [`--time=${flags.time}`]), ...more],
  };
}
