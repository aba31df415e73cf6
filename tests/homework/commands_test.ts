/** `deno task homework` as people see it: how it fails. (What it does is in `class_test.ts`.) */
import assert from "node:assert/strict";
import { projectPath } from "../../lib/files/project.ts";
import { writeWhole } from "../../lib/files/write_whole.ts";
import { Course } from "../../lib/homework/course.ts";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import { alike, slow } from "../slow.ts";
import { editionsByName, known } from "./odd_hand_ins.ts";

async function homework(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "lib/cli/homework.ts", ...args],
    cwd: projectPath(),
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

const bad: [string, string[], RegExp][] = [
  ["no step", [], /expected one of release, grade, feedback/],
  ["an unknown step", ["burn"], /unknown command 'burn'/],
  [
    "an unknown assignment",
    ["release", "9_nothing"],
    /no assignment 9_nothing: expected one of 1_contended_structure, /,
  ],
  [
    "no sets of numbers",
    ["release", "--variants", "0"],
    /--variants 0: expected a whole number from 1 to 10000/,
  ],
  [
    "more sets of numbers than can be made",
    ["release", "--variants", "1e20"],
    /--variants 1e20: expected a whole/,
  ],
  [
    "a memory in which nothing can run",
    ["grade", "--memory", "1"],
    /--memory 1: expected a whole number from 384/,
  ],
  [
    "a time that no clock counts",
    ["grade", "--total", "99999999999"],
    /--total 99999999999: expected a whole number/,
  ],
  ["words for seconds", ["grade", "--timeout", "long"], /--timeout long: expected a whole number/],
  [
    "grading before anything is released",
    ["grade", "--course", "/no/such/course"],
    /nothing has been released to \/no\/such\/course/,
  ],
  [
    "feedback before that",
    ["feedback", "1_contended_structure", "--course", "/no"],
    /1_contended_structure has not been released to \/no/,
  ],
  ["an option that there is not", ["grade", "--quick"], /unknown option '--quick'/],
];
for (const [i, [what, args, message]] of bad.entries()) {
  alike(i)(`homework refuses ${what} in one sentence, with exit code 2`, async () => {
    const { code, stdout, stderr } = await homework(...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
    assert.equal(stdout, "");
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  });
}

slow(
  "homework grade goes on past an assignment that nobody handed in, and shows escapes in names as text",
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      const course = new Course(folder);
      for (const [name, { source }] of Object.entries(editionsByName)) {
        writeWhole(course.source(name), serialiseNotebook(source));
      }
      const [handedIn, notHandedIn] = known as [string, string];
      writeWhole(course.submitted(handedIn, "\x1b[2Jevil"), "\x1b]0;evil\x07");
      const { code, stdout } = await homework("grade", "--course", folder);
      assert.equal(code, 0);
      assert.match(stdout, /0 submissions, 1 that could not be graded/);
      assert.match(stdout, /\\u001b\[2Jevil: .* no notebook: not JSON/);
      assert.match(stdout, new RegExp(`^nobody has handed in ${notHandedIn}: expected `, "m"));
      assert.match(stdout, /^[\P{Cc}\n]*$/u);
      assert.match(await Deno.readTextFile(course.grades(handedIn)), /evil,1a,0,2,0,,.*not JSON/);
      const given = await homework("feedback", "--course", folder);
      assert.equal(given.code, 0, given.stderr);
      assert.match(given.stdout, new RegExp(`^nothing has been graded of ${notHandedIn}`, "m"));
      assert.equal(
        (await homework("feedback", notHandedIn, "--course", folder)).code,
        2,
        "which was asked for alone",
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
