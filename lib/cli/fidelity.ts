/** `deno task fidelity`: every claim of the paper, and what the model says. */
import { Option } from "commander";
import { asRecorded, judge, type Verdict, verdictRows } from "../analysis/verdicts.ts";
import { Progress } from "../notebook/progress.ts";
import { table } from "../notebook/table.ts";
import type { Row } from "../rows/row.ts";
import { allExperiments, type AnyExperiment } from "./arguments.ts";
import { command, runCommand } from "./command.ts";

/**
 * Holds the rows of all experiments, with their default parameters, against what the paper claims.
 *
 * @param rowsOf rows of an experiment that has been run already; those it does not know are run
 */
export async function fidelity(
  rowsOf: (experiment: AnyExperiment) => Promise<readonly Row[] | undefined> = () =>
    Promise.resolve(undefined),
): Promise<Verdict[]> {
  const progress = new Progress(allExperiments.length, { label: "experiments" });
  const verdicts: Verdict[] = [];
  for (const experiment of allExperiments) {
    verdicts.push(...judge(experiment, await rowsOf(experiment) ?? await experiment.run()));
    progress.advance();
  }
  await progress.finish();
  return verdicts;
}

/** The fidelity table and its last line, as text. */
export function fidelityText(verdicts: readonly Verdict[]): string {
  const columns = ["experiment", "claim", "paper", "whose", "model", "unit", "relativeError", "kind", "ok"];
  const { text } = table(verdictRows(verdicts), { columns });
  const missed = verdicts.filter((verdict) => !verdict.ok);
  const reasons = missed.map((verdict) =>
    `Missed: ${verdict.claim}. ${verdict.gap?.why ?? "The reason is not known."}`
  );
  return [text, `${verdicts.length - missed.length} of ${verdicts.length} claims hold.`, ...reasons].join(
    "\n",
  );
}

if (import.meta.main) {
  const cli = command("deno task fidelity", "Holds the model against every claim of the paper.")
    .addOption(new Option("--format <format>", "what to print").choices(["table", "json"]).default("table"));
  await runCommand(async () => {
    cli.parse(Deno.args, { from: "user" });
    const verdicts = await fidelity();
    console.log(cli.opts().format === "json" ? JSON.stringify(verdicts, null, 2) : fidelityText(verdicts));
    return verdicts.every(asRecorded) ? 0 : 1;
  });
}
