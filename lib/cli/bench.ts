/** `deno task bench`: how fast the simulation is. */
import { projectPath } from "../files/project.ts";
import { command, runCommand } from "./command.ts";

const cli = command("deno task bench", "Measures how fast the simulation is, beside plain loops.")
  .option("--filter <text>", "only what has this in its name")
  .option("--json", "for programs")
  .option("--growth", "how time and memory grow with cores and lines, instead")
  .option("--pages", "how long a reader of bench.html waits for figures, instead");

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const { filter, json, growth, pages } = cli.opts();
  const args = growth || pages
    ? ["run", "-A", `tests/bench/${growth ? "growth" : "first_figure"}.ts`]
    : ["bench", "-A", ...(filter ? [`--filter=${filter}`] : []), ...(json ? ["--json"] : []), "tests/bench"];
  const child = new Deno.Command(Deno.execPath(), { args, cwd: projectPath() }).spawn();
  const end = () => child.kill();
  globalThis.addEventListener("unload", end);
  const { code } = await child.status;
  globalThis.removeEventListener("unload", end);
  return code;
});
