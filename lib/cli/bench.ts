/** `deno task bench`: how fast the simulation is. */
import { projectPath } from "../files/project.ts";
import { command, runCommand } from "./command.ts";

const cli = command("deno task bench", "Measures how fast the simulation is, beside plain loops.")
  .option("--filter <text>", "only what has this in its name")
  .option("--json", "for programs");

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const { filter, json } = cli.opts();
  const args = ["bench", "-A", ...(filter ? [`--filter=${filter}`] : []), ...(json ? ["--json"] : [])];
  const child = new Deno.Command(Deno.execPath(), { args: [...args, "tests/bench"], cwd: projectPath() })
    .spawn();
  globalThis.addEventListener("unload", () => child.kill());
  return (await child.status).code;
});
