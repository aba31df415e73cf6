/**
 * What comments and notebooks point to is there: every file, folder and notebook that they name. A path is meant
 * from the folder of the file that names it, from `lib/`, or from the project's top.
 */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { filesBelow } from "../lib/files/files_below.ts";
import { projectPath } from "../lib/files/project.ts";
import { placeName } from "../lib/jupyter/html/markdown.ts";
import { parseNotebook } from "../lib/jupyter/runner/document.ts";

const notebooks = ["notebooks", "data/homework"].flatMap((folder) => [...filesBelow(folder, ".ipynb")])
  .filter((path) => !path.includes("/course/"));
const stems = new Set(notebooks.map((path) => path.replace(/^.*\/|\.ipynb$/g, "")));

Deno.test("every file and folder of the project that a comment in lib names is there", () => {
  const lost = [...filesBelow("lib", ".ts")].flatMap((path) => {
    return comments(Deno.readTextFileSync(projectPath(path)))
      .flatMap((comment) => [...paths(comment)])
      .filter((named) => ![dirname(path), "lib", "."].some((from) => isThere(join(from, named))))
      .map((named) => `${path} points to ${named}`);
  });
  assert.deepEqual(lost, []);
});

Deno.test("every notebook that a comment in lib names is there", () => {
  const lost = [...filesBelow("lib", ".ts")].flatMap((path) => {
    return comments(Deno.readTextFileSync(projectPath(path)))
      .flatMap((comment) => [...pointed(comment)])
      .filter((named) => !stems.has(named))
      .map((named) => `${path} points to notebook ${named}`);
  });
  assert.deepEqual(lost, []);
});

Deno.test("every file and notebook that the prose of a notebook names is there", () => {
  const lost = notebooks.flatMap((path) => {
    const { cells } = parseNotebook(Deno.readTextFileSync(projectPath(path)), path);
    const prose = cells.filter(({ cell_type }) => cell_type === "markdown").map(({ source }) => source).join(
      "\n",
    );
    return [
      ...[...paths(prose)].filter((named) =>
        ![dirname(path), "lib", "."].some((from) => isThere(join(from, named)))
      ),
      ...[...prose.matchAll(/`(\d\d?_[a-z_]+)`/g)].map(([, named]) => named!).filter((named) =>
        !stems.has(named)
      ),
    ].map((named) => `${path} points to ${named}`);
  });
  assert.deepEqual(lost, []);
});

Deno.test("a kernel file that says what its opposite is names a file, or says that it is left out", () => {
  const vague = ["lib/kernels/linux", "lib/kernels/corey"].flatMap((kernel) => {
    return [...filesBelow(kernel, ".ts")].filter((path) => {
      const [head = ""] = comments(Deno.readTextFileSync(projectPath(path)));
      const opposite = /(?:Its|Their) opposite: ([^]*?)(?: Workloads?:| Notebooks?:|$)/.exec(head)?.[1];
      return opposite && [...paths(opposite)].length === 0 && !/\b(left|leaves) out\b/.test(opposite);
    });
  });
  assert.deepEqual(vague, []);
});

/** The texts of block comments and of runs of line comments, without what marks them. */
function comments(code: string): string[] {
  return [...code.matchAll(/\/\*\*[^]*?\*\/|(?:^\s*\/\/.*\n)+/gm)].map(([text]) => {
    return text.replace(/^\s*(?:\/\*\*|\*\/|\*|\/\/)/gm, "").replace(/\*\/$/, "").replace(/```[^]*?```/g, "")
      .replace(/\s+/g, " ");
  });
}

/** What stands in backquotes and is the path of a TypeScript file, or of a folder. */
function* paths(text: string): Generator<string> {
  for (const [, named] of text.matchAll(/`([\w./]+\.ts|\w+\/[\w./]+\/)`/g)) yield named!;
}

/** The notebooks that a comment points to. */
function* pointed(text: string): Generator<string> {
  for (const [, list] of text.matchAll(/Notebooks?: ((?:`\w+`(?:, )?)+)/g)) {
    for (const [, named] of list!.matchAll(/`(\w+)`/g)) yield named!;
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(projectPath(path));
    return true;
  } catch {
    return false;
  }
}

Deno.test("every word that a notebook links to stands in the glossary", () => {
  const headings = Deno.readTextFileSync(projectPath("notebooks/glossary.md")).matchAll(/^## (.*)$/gm);
  const words = new Set(Array.from(headings, ([, heading]) => placeName(heading!)));
  const lost = notebooks.flatMap((path) =>
    [...Deno.readTextFileSync(projectPath(path)).matchAll(/glossary\.md#([^)]*)\)/g)]
      .filter(([, word]) => !words.has(word!)).map(([, word]) => `${path} links to ${word}`)
  );
  assert.deepEqual(lost, []);
});

Deno.test("each exercise of a notebook has an answer, to which the notebook links, and each answer its exercise", () => {
  const answers = new Map(
    Deno.readTextFileSync(projectPath("notebooks/answers.md")).split(/^## /m).slice(1)
      .map((section) => [section.split("\n", 1)[0]!, numbered(section)]),
  );
  const wrong = notebooks.filter((path) => /^notebooks\/\d/.test(path)).filter((path) => {
    const { cells } = parseNotebook(Deno.readTextFileSync(projectPath(path)), path);
    const stem = path.replace(/^.*\/|\.ipynb$/g, "");
    const exercises = cells.map(({ source }) => String(source).split("## Try it")[1]).find(Boolean);
    if (exercises === undefined) return answers.has(stem);
    return !(exercises.includes(`answers.md#${stem}`) && answers.get(stem) === numbered(exercises));
  });
  assert.ok(answers.size > 0);
  assert.deepEqual(wrong, []);
});

/** How many items its numbered list has. */
function numbered(text: string): number {
  return text.match(/^\d+\. /gm)?.length ?? 0;
}
