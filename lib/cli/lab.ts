/** `deno task lab`: opens Jupyter on the notebooks, or says what to install. */
import { projectPath } from "../files/project.ts";
import { openLab } from "./open_lab.ts";
import { command, runCommand } from "./command.ts";
import { userPath } from "./user_path.ts";

const cli = command(
  "deno task lab",
  "Opens Jupyter on the notebooks, with a kernel whose errors show and whose stop button stops.",
)
  .argument("[folder]", "where the notebooks are; the project's unless given")
  .argument("[arguments...]", "for Jupyter, after --: deno task lab -- --no-browser")
  .allowUnknownOption();

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const [first, ...others] = cli.args;
  const named = first !== undefined && !first.startsWith("-");
  const folder = named ? userPath(first) : projectPath("notebooks");
  return await openLab(folder, { args: named ? others : cli.args });
}, { endsOnCtrlC: false });
