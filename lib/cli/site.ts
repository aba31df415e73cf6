/**
 * `deno task site`: the pages that simulate, under `out/`: the index, a page a notebook as it was executed
 * last, and the bench. Static files, all links between them relative; none loads anything from anywhere.
 */
import { Option } from "commander";
import { projectPath } from "../files/project.ts";
import { chosenNotebooks } from "./chosen_notebooks.ts";
import { command, runCommand } from "./command.ts";
import { fidelity } from "./fidelity.ts";
import { Pages } from "./pages.ts";
import { allSavedRows } from "./saved_rows.ts";
import { shownPath, userPath } from "./user_path.ts";

const cli = command(
  "deno task site",
  "Writes the pages that simulate in a browser to out/; executes nothing.",
)
  .addOption(
    new Option("--out <folder>", "where the pages go").argParser(userPath).default(projectPath("out"), "out"),
  );

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const { out } = cli.opts<{ readonly out: string }>(), notebooks = await chosenNotebooks([]);
  const pages = new Pages(out, notebooks.map(({ stem }) => stem));
  if (!await pages.writeBench()) return 1;
  await pages.writeProse();
  for (const { stem, document } of notebooks) await pages.writeNotebook(stem, document);
  const rows = await allSavedRows(out);
  await pages.writeIndex(rows.size === 0 ? [] : await fidelity([...rows.keys()], rows));
  console.log(`Open ${shownPath(`${out}/index.html`)}, or ${shownPath(`${out}/bench.html`)}.`);
  return 0;
});
