/** A team's folder is gone when the team is, and when the program ends before: Ctrl-C ends commands so. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { projectPath } from "../../lib/files/project.ts";
import { teamFolder } from "../../lib/host/team_folder.ts";

Deno.test("a team's folder is gone at the end of its block, with all that is in it", () => {
  let path: string;
  {
    using folder = teamFolder();
    path = folder.path;
    Deno.writeTextFileSync(`${path}/file`, "");
  }
  assert.ok(!existsSync(path));
});

Deno.test("a team's folder is gone when the program ends in the middle", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `
      import { teamFolder } from "./lib/host/team_folder.ts";
      using folder = teamFolder();
      console.log(folder.path);
      Deno.exit(130);
    `,
    ],
    cwd: projectPath(),
  }).output();
  const path = new TextDecoder().decode(stdout).trim();
  assert.match(path, /corey-lab-here-/);
  assert.equal(code, 130);
  assert.ok(!existsSync(path));
});
