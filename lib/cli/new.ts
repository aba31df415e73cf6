/** `deno task new <folder>`: begins a user's own project, which imports Corey Lab. */
import { join, relative } from "node:path";
import { projectPath } from "../files/project.ts";
import { writeWhole } from "../files/write_whole.ts";
import { InputError } from "../input/check.ts";
import { command, runCommand } from "./command.ts";
import { shownPath, userPath } from "./user_path.ts";

/** What is copied as it is. */
const files = ["README.md", "study.ipynb", "study.ts"];

/**
 * The configuration of a project: Corey Lab is linked, so that it needs no list of what Corey Lab imports.
 */
function configuration(folder: string): string {
  const here = relative(folder, projectPath()).replaceAll("\\", "/");
  const { name, version, compilerOptions } = JSON.parse(Deno.readTextFileSync(projectPath("deno.json")));
  const task = (rest: string): string => `deno task --config "${here}/deno.json" ${rest}`;
  const config = {
    tasks: {
      study: "deno run -A study.ts",
      lab: task("lab ."),
      reproduce: task("reproduce study.ipynb --out out"),
    },
    imports: { "corey-lab": `jsr:${name}@^${version}` },
    links: [here],
    compilerOptions,
  };
  return JSON.stringify(config, null, 2) + "\n";
}

function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new InputError(`${shownPath(folder)} is no folder: expected one that is empty, or not there yet`);
  }
}

async function begin(folder: string): Promise<number> {
  const there = namesIn(folder)[0];
  if (there !== undefined) {
    throw new InputError(
      `${shownPath(folder)} has ${there} in it: expected an empty folder, or one that is not there yet`,
    );
  }
  for (const name of files) {
    writeWhole(join(folder, name), Deno.readFileSync(projectPath(`data/new_project/${name}`)));
  }
  writeWhole(join(folder, "deno.json"), configuration(Deno.realPathSync(folder)));
  // Packages and their versions are settled now, while there is a network.
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "study.ts"],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) {
    console.error(
      `its packages could not be fetched: ${new TextDecoder().decode(stderr).trim().split("\n")[0]}`,
    );
  }
  console.log(`${shownPath(folder)}: cd there, then deno task study`);
  return success ? 0 : 1;
}

const cli = command(
  "deno task new",
  "Begins a project of your own: a script with a sweep, a notebook, a deno.json that links Corey Lab.",
)
  .argument("<folder>", "where; it is made");

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  return await begin(userPath(cli.args[0]!));
});
