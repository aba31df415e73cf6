/** Runs `deno task sweep` as people and clusters do, in folders that go away. */
import { existsSync } from "node:fs";
import { projectPath } from "../../lib/files/project.ts";
import type { Ran } from "../cli/run_command.ts";

/** The file of one of the studies of these tests. */
export const studyFile = (name: string): string => projectPath(`tests/study/studies/${name}.ts`);

/** Runs a test in a folder of its own. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(await Deno.makeTempDir({ prefix: "corey lab ü " }));
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Starts a sweep. */
export function start(args: readonly string[], env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", projectPath("lib/cli/sweep.ts"), ...args],
    cwd: projectPath(),
    env: { NO_COLOR: "1", COLUMNS: "", INIT_CWD: projectPath(), ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a sweep to its end. */
export async function sweep(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const { code, stdout, stderr } = await start(args, env).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Names of files in a folder that end so; none if it is not there. */
export function names(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) => name.endsWith(ending))
    .sort();
}
