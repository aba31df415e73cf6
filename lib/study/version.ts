/** What results depend on, as short texts: when they change, the results are of another study. */
import { createHash } from "node:crypto";
import { filesBelow } from "../files/files_below.ts";
import { projectPath } from "../files/project.ts";

/** The folders of Corey Lab that decide what a point measures. */
const deciding = [
  "data/machines",
  "data/mapreduce",
  "data/text",
  "lib/sim",
  "lib/machine",
  "lib/locks",
  "lib/kernels",
  "lib/libos",
  "lib/workloads",
  "lib/experiments",
];

/** The first letters of a hash of texts; enough to tell any two apart. */
export function hashOf(...texts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  // Each with its length: "a", "bc" is not "ab", "c".
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest("hex").slice(0, 16);
}

/** A hash of the files of a module: its own, those that it imports by path, those that they import. */
export async function hashOfModule(path: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-config", "--no-lock", "--no-remote", "--no-npm", path],
    stderr: "null",
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { local?: string | null }[];
  };
  const files = modules.flatMap(({ local }) => local && !local.startsWith(projectPath("lib")) ? [local] : []);
  return hashOf(...files.map((path) => Deno.readFileSync(path)));
}

/** A hash of Corey Lab's model. */
export function hashOfModel(): string {
  const files = deciding.flatMap((folder) => [...filesBelow(folder, "")].sort());
  return hashOf(...files.map((path) => Deno.readFileSync(projectPath(path))));
}
