/** Sources say where in the paper a number stands. */
import assert from "node:assert/strict";

/**
 * The paper's sections: 1 introduction, 2 the machine and locks, 3 design, 4 kernel, 5 services, 6
 * applications, 7 implementation, 8 evaluation: 8.2 address ranges, 8.3 kernel cores, 8.4 shares, 8.5
 * applications.
 */
const section = /^([1-7]|8(\.[1-4]|\.5(\.[12])?)?)$/;

const root = new URL("../", import.meta.url);

/** Every file below a folder whose name ends so. */
function* files(folder: URL, ending: RegExp): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* files(new URL(`${name}/`, folder), ending);
    else if (ending.test(name)) yield new URL(name, folder);
  }
}

Deno.test("every section of the Corey paper that a source names is one that the paper has", () => {
  let found = 0;
  for (const folder of ["data/machines/", "lib/"]) {
    for (const file of files(new URL(folder, root), /\.(ts|json)$/)) {
      const text = Deno.readTextFileSync(file);
      for (const [, number] of text.matchAll(/Corey(?: \(OSDI 2008\))?, section (\d+(?:\.\d+)*)/g)) {
        found++;
        assert.match(number!, section, file.href);
      }
    }
  }
  assert.ok(found > 10);
});
