/**
 * What an assignment asks for cannot be imported: the teacher's own solutions use what students have. A
 * function of `corey-lab/homework` that a solution calls would be the answer, ready to be called.
 */
import assert from "node:assert/strict";
import { assignmentNames, readAssignment } from "../../lib/homework/assignment_file.ts";

/** What a hidden test may take from the module that students import too. */
const forTests = /^(key|right|wrong|otherwise|isCoherent|ownLock|type \w+)$/;

const regions = (source: string, name: string): string[] =>
  [...source.matchAll(new RegExp(`// BEGIN ${name}\\n([^]*?)// END ${name}`, "g"))].map(([, text]) => text!);

const importedIn = (text: string): string[] =>
  [...text.matchAll(/import (?:type )?\{([^}]*)\} from "corey-lab\/(?:homework|exam)"/g)]
    .flatMap(([, names]) => names!.split(",").map((name) => name.trim())).filter(Boolean);

Deno.test("no solution of homework, and no key, is a function that students can import", async () => {
  for (const name of assignmentNames()) {
    for (const { source } of (await readAssignment(name)).cells) {
      for (const solution of regions(source, "SOLUTION")) {
        assert.deepEqual(importedIn(solution), [], `${name}: a solution can be imported`);
        assert.doesNotMatch(solution, /import\(|from "\.|isCoherent/, name);
      }
      for (const hidden of regions(source, "HIDDEN TESTS")) {
        assert.deepEqual(importedIn(hidden).filter((taken) => !forTests.test(taken)), [], `${name}: a key`);
      }
    }
  }
});
