/**
 * Measures a study in a process of its own. A point may end the process that measures it, as it does when
 * memory runs out: then it is kept as failed, and another process goes on with the others.
 */
import { projectPath } from "../files/project.ts";
import { notMeasured } from "../experiments/run_points.ts";
import type { Loaded } from "../study/load.ts";
import { Results } from "../study/results.ts";
import { nameOfRun, UnderWay } from "../study/under_way.ts";

/** What is known of points that end processes, by their keys. */
interface Known {
  /** Of which one has. */
  readonly suspects: string[];
  /** That have; nothing is measured again in the same run. */
  readonly guilty: string[];
}
const nameOfKnown = "COREY_LAB_KNOWN";

/** What the process that has started this one knows. */
export function known(): Known | undefined {
  const text = Deno.env.get(nameOfKnown);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Signals by which people and clusters end a process; it is no point's doing. */
const meant = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Whether this process is the one that measures. */
export function isSupervised(): boolean {
  return Deno.env.has(nameOfRun);
}

/** Ends this process when the one that has started it is gone. */
export async function endWithParent(): Promise<void> {
  for await (const _ of Deno.stdin.readable);
  Deno.exit(130);
}

/**
 * Runs this command again in another process, as often as a point ends it.
 *
 * @param load the study, which is needed when a process was ended
 * @returns the exit code
 */
export async function supervise(load: () => Promise<Loaded>): Promise<number> {
  for (const known: Known = { suspects: [], guilty: [] };;) {
    const run = crypto.randomUUID();
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-A", "--config", projectPath("deno.json"), Deno.mainModule, ...Deno.args],
      env: { [nameOfRun]: run, [nameOfKnown]: JSON.stringify(known) },
      stdin: "piped",
    }).spawn();
    const { code, signal } = await child.status;
    if (signal === null || meant.includes(signal)) return code;
    const study = await load(), keys = UnderWay.left(study.results, run);
    if (keys.length === 0) {
      console.error(
        `the process that measures was ended by ${signal}, and no point is known to have done it`,
      );
      return code;
    }
    // Which of several has done it is found out by measuring one at a time.
    if (keys.length > 1) known.suspects.push(...keys);
    else {
      keepAsFailed(study, keys[0]!, signal);
      known.guilty.push(keys[0]!);
    }
  }
}

function keepAsFailed({ points, results }: Loaded, key: string, signal: string): void {
  const point = points.find((point) => Results.keyOf(point) === key)!;
  const error = `its process was ended by ${signal}, as it is when memory runs out`;
  results.keep(point, notMeasured(point, error));
}
