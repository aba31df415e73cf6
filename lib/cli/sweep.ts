/**
 * `deno task sweep <study>`: measures a study on all cores, or a shard of it; `sweep merge`, `status` and
 * `submit` read and hand on what there is.
 */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat } from "d3-dsv";
import { type Command, Option } from "commander";
import { writeWhole } from "../files/write_whole.ts";
import { InputError } from "../input/check.ts";
import { progressBar } from "../notebook/progress.ts";
import { changed, load, type Loaded } from "../study/load.ts";
import { measureStudy } from "../study/measure.ts";
import type { Shard } from "../study/order.ts";
import { statusOf } from "../study/status.ts";
import { command, runCommand } from "./command.ts";
import { failures, placesOf } from "./failures.ts";
import { endWithParent, isSupervised, known, supervise } from "./supervised.ts";
import { type SubmitFlags, submitStudy } from "./submit.ts";
import { userPath } from "./user_path.ts";
import { whole } from "./whole.ts";

interface Flags {
  readonly results?: string;
}
interface RunFlags extends Flags {
  readonly workers: number;
  readonly shard?: Shard;
  readonly limit?: number;
  readonly retryFailed?: boolean;
  readonly seed?: number;
}
interface MergeFlags extends Flags {
  readonly format: "csv" | "json";
  readonly out?: string;
}
let work: (() => Promise<number>) | undefined;
const cli = command("deno task sweep", "Measures a study: a module that exports study({ … }).");

function sub<F extends Flags>(
  name: string,
  description: string,
  act: (study: Loaded, flags: F, path: string, more: string[]) => Promise<number> | number,
  options?: { readonly isDefault: boolean },
): Command {
  return cli.command(name, options).description(description).copyInheritedSettings(cli)
    .argument("<study>", "the file of the study")
    .option(
      "--results <folder>",
      "where results are; results/<study>/ beside the file unless given",
      userPath,
    )
    .action((file: string, ...rest: unknown[]) => {
      const flags = rest.at(-2) as F,
        more = rest.length > 2 ? rest[0] as string[] : [],
        path = userPath(file);
      work = async () => {
        if (name === "run" && !isSupervised()) return await supervise(() => load(path, flags.results));
        const study = await load(path, flags.results), sentence = changed(study);
        if (sentence) console.error(sentence);
        return await act(study, flags, path, more);
      };
    });
}

/** Reads `3/40`. */
function shardOf(text: string): Shard {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (index! >= 1 && index! <= count!) return { index: index!, count: count! };
  throw new InputError(`--shard ${text}: expected such as 3/40, the third of forty parts`);
}

/** The shard that a task of a Slurm array is, where this is one. */
function shardOfArray(): Shard | undefined {
  const [id, first, last, count] = ["ID", "MIN", "MAX", "COUNT"].map((name) =>
    Deno.env.get(`SLURM_ARRAY_TASK_${name}`)
  );
  if (id === undefined || count === undefined) return undefined;
  const index = Number(id) - Number(first ?? 1) + 1;
  if (Number(last ?? count) - Number(first ?? 1) + 1 === Number(count)) {
    return { index, count: Number(count) };
  }
  throw new InputError(
    "the indices of the Slurm array have gaps: say --shard, as in --shard $SLURM_ARRAY_TASK_ID/40",
  );
}

const some = (count: number, what = "point"): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const runOptions = (command: Command): Command =>
  command.option("--limit <seconds>", "a point that takes longer has failed", whole("limit", 1, 2_000_000))
    .option("--retry-failed", "measure points that have failed again")
    .option("--seed <number>", "of those, in place of their own", whole("seed", 0, 2 ** 31 - 1));

runOptions(
  sub<RunFlags>("run", "Measures what is missing, on all cores; may be left out.", async (study, flags) => {
    const { workers, limit, retryFailed, seed, shard = shardOfArray() } = flags;
    void endWithParent();
    const kept = await measureStudy(study, {
      workers,
      ...known(),
      shard,
      limitSeconds: limit,
      retryFailed,
      seed,
      onRow: progressBar(study.name),
    });
    const rows = kept.map(({ row }) => row), failed = rows.filter(({ error }) => error !== undefined);
    for (const sentence of failures(failed)) console.error(sentence);
    const part = shard ? `shard ${shard.index}/${shard.count}, ` : "";
    console.log(`${study.name}: ${part}${some(rows.length)}, ${failed.length} failed`);
    if (rows.length === 0 || failed.length < rows.length) return 0;
    console.error(`${study.name}: all points have failed`);
    return 1;
  }, { isDefault: true })
    .option("--workers <count>", "Web Workers", whole("workers", 1, 1024), navigator.hardwareConcurrency)
    .option(
      "--shard <i/n>",
      "one of n parts, which other processes measure; in a Slurm array found out",
      shardOf,
    ),
);

sub<MergeFlags>("merge", "Prints what there is as one table.", (study, { format, out }) => {
  const { rows, failed } = statusOf(study), absent = study.points.length - rows.length;
  const text = format === "csv" ? csvFormat([...rows]) : JSON.stringify(rows, null, 2);
  if (out === undefined) console.log(text);
  else writeWhole(out, `${text}\n`);
  if (failed.length > 0) console.error(`${some(failed.length)} failed: see the column error`);
  if (absent > 0) console.error(`${some(absent)} of ${study.points.length} not measured yet`);
  return 0;
}).addOption(new Option("--format <format>", "of the table").choices(["csv", "json"]).default("csv"))
  .option("--out <file>", "write it there", userPath);

sub<Flags & { format: string }>(
  "status",
  "Tells what is done, running, failed, missing.",
  (study, { format }) => {
    const { done, running, failed, missing } = statusOf(study);
    if (format === "json") {
      console.log(JSON.stringify({ done: done.length, running, failed, missing }, null, 2));
      return 0;
    }
    console.log(
      `${study.name}: ${some(study.points.length)}, ${done.length} done, ${running.length} running, ` +
        `${failed.length} failed, ${missing.length} missing`,
    );
    for (const sentence of failures(failed)) console.log(`failed: ${sentence}`);
    // A study that nobody has begun needs no list.
    if (done.length + failed.length > 0) {
      for (const place of placesOf(missing)) console.log(`missing: ${place}`);
    }
    return 0;
  },
).addOption(new Option("--format <format>", "of what is told").choices(["table", "json"]).default("table"));

runOptions(
  sub<SubmitFlags>("submit", "Submits a job array to Slurm, and a job that merges.", submitStudy)
    .argument("[sbatch...]", "options for sbatch, after --: -- --partition=long --mem=4G")
    .option("--tasks <count>", "how many tasks at most", whole("tasks", 1, 1_000_000), 40)
    .option("--time <time>", "how long a task may take: 2:00:00"),
);

await runCommand(async () => {
  const [first, ...others] = Deno.args;
  if (first === undefined) {
    throw new InputError("expected the file of a study, or one of merge, status, submit");
  }
  await cli.parseAsync(first === "--status" ? ["status", ...others] : Deno.args, { from: "user" });
  return await work!();
});
