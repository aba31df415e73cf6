/** Runs a command of the project as a person would, and keeps what it says. */
import { projectPath } from "../../lib/files/project.ts";

/** What came of a command. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param script the command's file in `lib/cli`, without its ending */
export async function run(script: string, ...args: string[]): Promise<Ran> {
  return await runIn(projectPath(), {}, script, ...args);
}

/** As `run`, for a user who is in another folder, with more in the environment. */
export async function runIn(
  folder: string,
  env: Record<string, string>,
  script: string,
  ...args: string[]
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", projectPath(`lib/cli/${script}.ts`), ...args],
    cwd: projectPath(),
    env: { NO_COLOR: "1", COLUMNS: "", INIT_CWD: folder, ...env },
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
