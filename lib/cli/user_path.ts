/** Paths on a command line, relative to the folder that the user is in. */
import { relative, resolve } from "node:path";

/** The folder that the user is in. `deno task` goes to the project's, and notes where it came from. */
const here = (): string => Deno.env.get("INIT_CWD") ?? Deno.cwd();

/** The path of a file that was named on the command line. */
export function userPath(path: string): string {
  return resolve(here(), path);
}

/** A path as it is told to the user: from where they are, if it is below that. */
export function shownPath(path: string): string {
  const short = relative(here(), path);
  return short === "" || short.startsWith("..") ? path : short;
}
