/** `deno task fidelity`: every claim of the paper, and what the model says. */
import { Option } from "commander";
import { mechanismOf, paperNumbersLine } from "../analysis/paper_numbers.ts";
import { asRecorded, judge, type Verdict, verdictRows } from "../analysis/verdicts.ts";
import { Progress } from "../notebook/progress.ts";
import type { Row } from "../rows/row.ts";
import { allExperiments, type AnyExperiment, experimentNamed } from "../experiments/settings.ts";
import { command, runCommand } from "./command.ts";
import { fitTable, terminalWidth } from "./fit_table.ts";

/**
 * Holds the rows of experiments, with their default parameters, against what the paper claims.
 *
 * @param chosen which experiments
 * @param rows of experiments that have been run already; the others are run
 */
export async function fidelity(
  chosen: readonly AnyExperiment[],
  rows: ReadonlyMap<AnyExperiment, readonly Row[]> = new Map(),
): Promise<Verdict[]> {
  const progress = new Progress(chosen.length, { label: "experiments" });
  const verdicts: Verdict[] = [];
  for (const experiment of chosen) {
    verdicts.push(...judge(experiment, rows.get(experiment) ?? await experiment.run()));
    progress.advance();
  }
  await progress.finish();
  return verdicts;
}

/** The fidelity table, what is missed and why, and a line about the paper's own numbers, as text. */
export function fidelityText(verdicts: readonly Verdict[]): string {
  const columns = ["experiment", "claim", "paper", "whose", "model", "unit", "relativeError", "kind", "ok"];
  const text = fitTable(verdictRows(verdicts), { columns, width: terminalWidth() });
  const missed = verdicts.filter((verdict) => !verdict.ok);
  const reasons = missed.map((verdict) =>
    `Missed (${mechanismOf(verdict)}): ${verdict.claim}. ${verdict.gap?.why ?? "The reason is not known."}`
  );
  const line = paperNumbersLine(verdicts);
  return [
    text,
    `${verdicts.length - missed.length} of ${verdicts.length} claims hold.`,
    ...reasons,
    ...(line === undefined ? [] : [line]),
  ].join("\n");
}

if (import.meta.main) {
  const cli = command("deno task fidelity", "Holds the model against every claim of the paper.")
    .argument("[experiments...]", "which ones; all unless named")
    .addOption(new Option("--format <format>", "what to print").choices(["table", "json"]).default("table"));
  await runCommand(async () => {
    cli.parse(Deno.args, { from: "user" });
    const verdicts = await fidelity(cli.args.length > 0 ? cli.args.map(experimentNamed) : allExperiments);
    console.log(cli.opts().format === "json" ? JSON.stringify(verdicts, null, 2) : fidelityText(verdicts));
    return verdicts.every(asRecorded) ? 0 : 1;
  });
}
