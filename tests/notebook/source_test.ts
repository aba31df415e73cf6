/** A piece of source in a notebook: what it holds, and that each notebook shows the code as it is now. */
import assert from "node:assert/strict";
import { source } from "corey-lab";
import { projectPath } from "../../lib/files/project.ts";
import { codeCells, readNotebook } from "../../lib/jupyter/runner/document.ts";

Deno.test("a piece of source is one function, below its file", () => {
  const { text } = source("locks/ticket.ts", "*acquire");
  assert.match(text, /^\/\/ lib\/locks\/ticket\.ts\n\*acquire\(.*\n[^]*\n\}$/);
});

Deno.test("every piece of source that a notebook shows is the code that runs", async () => {
  const folder = projectPath("notebooks"), stale: string[] = [];
  let pieces = 0;
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".ipynb")) continue;
    for (const { cell } of codeCells(await readNotebook(`${folder}/${name}`))) {
      const shown = JSON.stringify(cell.outputs);
      for (const [, file, start] of cell.source.matchAll(/\bsource\("([^"]+)", "([^"]+)"\)/g)) {
        pieces++;
        const now = JSON.stringify(source(file!, start!).text).slice(1, -1);
        if (!shown.includes(now)) stale.push(`${name}: ${file}, ${start}`);
      }
    }
  }
  assert.deepEqual(stale, [], "these have changed: deno task reproduce --update");
  assert.ok(pieces > 20, `${pieces} pieces found`);
});
