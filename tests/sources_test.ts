/** Sources say where in the paper a number stands. */
import assert from "node:assert/strict";
import { filesBelow } from "../lib/files/files_below.ts";
import { projectPath } from "../lib/files/project.ts";

/**
 * The paper's sections: 1 introduction, 2 the machine and locks, 3 design, 4 kernel, 5 services, 6
 * applications, 7 implementation, 8 evaluation: 8.2 address ranges, 8.3 kernel cores, 8.4 shares, 8.5
 * applications.
 */
const section = /^([1-7]|8(\.[1-4]|\.5(\.[12])?)?)$/;

Deno.test("every section of the Corey paper that a source names is one that the paper has", () => {
  let found = 0;
  for (const file of [...filesBelow("data/machines", ".json"), ...filesBelow("lib", ".ts")]) {
    for (
      const [, number] of Deno.readTextFileSync(projectPath(file)).matchAll(
        /Corey(?: \(OSDI 2008\))?, section (\d+(?:\.\d+)*)/g,
      )
    ) {
      found++;
      assert.match(number!, section, file);
    }
  }
  assert.ok(found > 10);
});
