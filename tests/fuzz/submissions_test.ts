/**
 * Whatever is handed in, it is graded as the assignment that it is, or refused in a sentence; nobody is left
 * out.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { feedbackPage } from "../../lib/homework/feedback_page.ts";
import { gradeNotebook } from "../../lib/homework/grade.ts";
import { Refusal } from "../../lib/homework/intake/found.ts";
import { handIns } from "../../lib/homework/intake/hand_ins.ts";
import { asHandedOut, notebookIn } from "../../lib/homework/intake/notebook.ts";
import { filesInZip } from "../../lib/homework/intake/zip.ts";
import { gradedCells, roleOf } from "../../lib/homework/metadata.ts";
import { restore } from "../../lib/homework/restore.ts";
import { visible } from "../../lib/homework/visible.ts";
import { attacks, handInAttack } from "../homework/hostile.ts";
import { zipOf } from "../homework/odd_hand_ins.ts";
import { fuzz, isSoak } from "./cases.ts";
import { damaged, editions, fileContent, fileName } from "./handed_in.ts";

const wanted = { assignment: "small", released: editions.released, known: ["small", "another"] };
const teachers = gradedCells(editions.source);

async function refusesOr(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    assert.ok(error instanceof Refusal, `${(error as Error)?.stack}`);
    assert.match(error.message, /^[^\n]+$/);
  }
}

fuzz(
  "a file is refused in a sentence, or holds each cell of the assignment once, what is not to be changed unchanged",
  { cases: 300, soak: 2000 },
  fileContent,
  (bytes) =>
    refusesOr(() => {
      const cells = restore(editions.source, editions.released, asHandedOut(notebookIn(bytes), wanted));
      const graded = cells.filter(({ grading }) => grading !== undefined);
      assert.deepEqual(graded.map(({ grading }) => grading!.grade_id).sort(), [...teachers.keys()].sort());
      for (const { cell, grading } of graded) {
        const teacher = teachers.get(grading!.grade_id)!;
        assert.equal(cell.cell_type, teacher.cell_type);
        if (["test", "locked"].includes(roleOf(grading!))) assert.equal(cell.source, teacher.source);
      }
    }),
);

const zip = await zipOf({ "ada/small.ipynb": "{}", "b\u00f6b/small.ipynb": "x".repeat(300), "../c": "" });

fuzz(
  "a damaged zip is refused in a sentence, or its files are read or refused",
  { cases: 150, soak: 1000 },
  damaged(zip),
  (bytes) =>
    refusesOr(async () => {
      for (const { read, refusal } of await filesInZip(bytes, "a.zip")) {
        if (refusal === undefined) await refusesOr(read!);
      }
    }),
);

const layout = fc.dictionary(
  fc.array(fileName, { minLength: 1, maxLength: 3 }).map((path) => path.join("/")),
  fc.oneof(fileContent, damaged(zip), fc.constant("link"), fc.constant("folder")),
  { maxKeys: 5, noNullPrototype: true },
);

/** Puts things where they should lie, unless something lies there already. */
async function layOut(folder: string, things: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  for (const [path, thing] of Object.entries(things)) {
    const place = `${folder}/${path}`, parent = place.slice(0, place.lastIndexOf("/"));
    try {
      await Deno.mkdir(thing === "folder" ? place : parent, { recursive: true });
      if (thing === "link") await Deno.symlink("/etc", place);
      else if (typeof thing !== "string") await Deno.writeFile(place, thing);
    } catch { /* a file is where a folder should be */ }
  }
}

fuzz(
  "of what lies about, each student has a notebook or a refusal, in words for a terminal",
  { cases: 60, soak: 600 },
  layout,
  async (things) => {
    const folder = await Deno.makeTempDir();
    try {
      await layOut(folder, things);
      const taken = await handIns(folder, wanted);
      for (const { student, notebook, refusal, notes } of taken) {
        assert.equal(notebook === undefined, refusal !== "", refusal);
        for (const text of [student, refusal, ...notes]) assert.equal(visible(text), text);
      }
      assert.equal(new Set(taken.map(({ student }) => student)).size, taken.length);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

/** What stands before wrong answers: cells of several attacks at once. */
const deceiving = Object.values(attacks).filter(({ own, points }) => own !== undefined && points[0] === 0);
const own = fc.shuffledSubarray(deceiving.flatMap(({ own }) => own!), { minLength: 2, maxLength: 3 });

if (isSoak) {
  fuzz(
    "several cheats at once earn nothing",
    { cases: 0, soak: 8 },
    own,
    async (own) => {
      const { n, lock } = attacks.patchesPrototypes!;
      const bounds = { cellMs: 4_000, totalMs: 20_000, memoryMegabytes: 1024 };
      const handedIn = handInAttack(editions, { own, n: n!, lock: lock!, points: [0, 0] });
      const { questions, notes, document } = await gradeNotebook(handedIn, editions, bounds);
      assert.deepEqual(questions.map(({ points }) => points), [0, 0]);
      const result = { fingerprint: "", student: "Mallory", problem: "", notes, questions };
      assert.match(await feedbackPage("small", result, document, new Map()), /Outside the answers/);
    },
  );
}
